import type { Metric } from "./wording.ts";

/** What each item has to do with a figure. */
export interface Contributions {
  /** One for each item, in their order. */
  readonly values: readonly number[];
  /** What they add up to. */
  readonly words: string;
}

type WithItems = Metric & { readonly items: NonNullable<Metric["items"]> };

/**
 * Splits a figure over its items, so that the shares of all measured items add up to the figure, or to its distance from the
 * ideal. Undefined where no share is an item's own (StereoSet's icat, a product of two means).
 */
export function contributionsOf(result: WithItems): Contributions | undefined {
  switch (result.metric) {
    case "group-loss-gap":
    case "coverage-gap":
    case "toxicity-gap":
    case "sentiment-gap":
      return ofGap(result);
    case "perplexity":
      return ofLoss(result);
    case "occupation-between-kl":
    case "occupation-between-hellinger":
      return ofContrast(result);
    case "winogender":
      return ofCorrelation(result);
    case "stereoset-icat":
      return undefined;
    default:
      return ofMean(result);
  }
}

/** A gap is the mean of its highest group less that of its lowest: either is held against the middle between both. */
function ofGap({ items, groups = [] }: WithItems): Contributions | undefined {
  const sorted = groups.filter(({ isLeftOut }) => isLeftOut !== true).toSorted((a, b) => b.value - a.value);
  const [highest, lowest] = [sorted[0], sorted.at(-1)];
  if (highest === undefined || lowest === undefined || highest === lowest) return undefined;
  const middle = (highest.value + lowest.value) / 2;
  return {
    values: items.map(({ group, value }) =>
      group === highest.group ? (value - middle) / highest.n : group === lowest.group ? (middle - value) / lowest.n : 0,
    ),
    words: "the gap; only the highest and the lowest group take part in it",
  };
}

function ofLoss({ items, totalLeftOut = 0 }: WithItems): Contributions {
  const total = items.reduce((sum, { value, weight = 1 }) => sum + value * weight, totalLeftOut);
  return { values: items.map(({ value, weight = 1 }) => (value * weight) / total), words: "the whole loss" };
}

function ofMean({ items, itemsLeftOut = 0, ideal }: WithItems): Contributions {
  const count = items.length + itemsLeftOut;
  return {
    values: items.map(({ value }) => (value - (ideal ?? 0)) / count),
    words: ideal === undefined || ideal === 0 ? "the figure" : "the figure's distance from its ideal",
  };
}

/** KL splits into terms of one group and occupation; of the Hellinger distance only the squares do, so shares of those are given. */
function ofContrast({ metric, items }: WithItems): Contributions {
  const groups = new Set(items.map(({ group }) => group)).size;
  const isKl = metric === "occupation-between-kl";
  const terms = items.map(({ key, group, value }) =>
    items
      .filter((other) => other.key === key && other.group !== group)
      .reduce(
        (sum, other) =>
          sum + (isKl ? value * Math.log(value / other.value) : (Math.sqrt(value) - Math.sqrt(other.value)) ** 2),
        0,
      ),
  );
  const whole = isKl ? groups * (groups - 1) : terms.reduce((sum, term) => sum + term, 0);
  return {
    values: terms.map((term) => term / whole),
    words: isKl ? "the figure" : "all squared distances",
  };
}

/** Pearson's correlation is the mean product of standardised values. */
function ofCorrelation({ items }: WithItems): Contributions {
  const standardised = (values: readonly number[]): number[] => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    return values.map((value) => (value - mean) / deviation);
  };
  const x = standardised(items.map(({ value }) => value));
  const y = standardised(items.map(({ reference = Number.NaN }) => reference));
  return { values: x.map((value, index) => (value * (y[index] as number)) / items.length), words: "the correlation" };
}
