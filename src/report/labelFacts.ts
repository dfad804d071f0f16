import { EvenhandError } from "../base/errors.ts";
import { largestArea } from "../evaluation/membership/areaCeiling.ts";
import { isShown } from "./associationSentence.ts";
import type { ArmSection, BiasReport } from "./biasReport.ts";
import { noIntervalWords } from "./fewItems.ts";
import { biasMeasures, decimalsOf, resultOf, scannedAxes } from "./measures.ts";
import { baseModelName } from "./modelNames.ts";
import { shownAttack } from "./membershipWords.ts";
import {
  formatCount,
  formatDecimal,
  formatEpsilon,
  formatInterval,
  formatQuantity,
  formatSmall,
  formatUpperBound,
  shortHash,
} from "./numberFormat.ts";
import { axisName, axisOrder, groupLabel, maskedWord, metricWords, noAssociation, slursOf } from "./wording.ts";
import type { AxisName, Metric } from "./wording.ts";

/** One line of the label: what it is about, the figure in few words, and what must be read with it. */
export interface LabelFact {
  readonly term: string;
  readonly value: string;
  readonly notes: readonly string[];
  /** Drawn beside the value, on one scale with the others of its measure. */
  readonly interval?: {
    readonly measure: string;
    readonly value: number;
    readonly low: number;
    readonly high: number;
    readonly ideal?: number;
  };
}

export interface LabelFacts {
  readonly title: string;
  readonly facts: readonly LabelFact[];
  readonly notCovered: readonly string[];
  /** Where the figures come from: program, date, hashes. */
  readonly made: string;
}

/**
 * The few figures of the privacy-and-bias label, as text: about one arm of a report, or about the corpus alone where no model was measured.
 *
 * @param name the arm; the last one when absent, which the others lead up to
 * @throws EvenhandError `report.invalid` for a report without a corpus or a model, or without that arm
 */
export function labelFacts(report: BiasReport, name?: string): LabelFacts {
  const arms = report.arms ?? [];
  const arm = name === undefined ? arms.at(-1) : arms.find((one) => one.arm === name);
  if (name !== undefined && arm === undefined) {
    throw new EvenhandError("report.invalid", `This report has no arm "${name}".`, {
      hint: `It has: ${arms.map((one) => one.arm).join(", ") || "none"}.`,
    });
  }
  if (arm === undefined && scannedAxes(report).length === 0) {
    throw new EvenhandError(
      "report.invalid",
      "This report has neither a scan nor a model, so a label would be empty.",
      {
        hint: "Make one with: evenhand scan PATH",
      },
    );
  }
  const { generator, createdAt } = report;
  return {
    title: report.title,
    facts: [...corpusFacts(report), ...(arm === undefined ? associationFacts(report) : armFacts(report, arm))],
    notCovered: arm?.privacy?.notCovered ?? [],
    made: `${generator.name} ${generator.version} · ${createdAt.slice(0, 10)}`,
  };
}

function corpusFacts({ corpus }: BiasReport): LabelFact[] {
  if (corpus === undefined) return [];
  const [file, ...more] = corpus.files;
  const hash =
    file === undefined
      ? []
      : more.length === 0
        ? [`sha256 ${shortHash(file.sha256)}`]
        : [`${formatCount(corpus.files.length)} files, the first with sha256 ${shortHash(file.sha256)}`];
  return [{ term: "Corpus", value: `${corpus.name}, ${formatCount(corpus.records)} records`, notes: hash }];
}

function armFacts(report: BiasReport, arm: ArmSection): LabelFact[] {
  const { model, seeds } = arm;
  const axes = axisOrder.map((axis) => gapFact(report, arm, axis)).filter((fact) => fact !== undefined);
  return [
    {
      term: "Model",
      value: `${baseModelName(report) ?? model.name}, ${arm.label}`,
      notes: [
        `${formatCount(model.parameters)} parameters · sha256 ${shortHash(model.sha256)}${seeds === undefined ? "" : `, the first of ${formatCount(seeds.length)} trainings`}`,
      ],
    },
    privacyFact(arm),
    ...(axes.length === 0 ? [{ term: "Bias", value: "not measured", notes: [] }] : axes),
    membershipFact(arm),
  ];
}

function privacyFact({ privacy, training, kind }: ArmSection): LabelFact {
  if (privacy === undefined) {
    const words =
      kind === "base" || training === undefined
        ? "not trained on this corpus by this report"
        : "trained without differential privacy";
    return { term: "Privacy", value: words, notes: [] };
  }
  if (privacy.noiseSource !== "operating system") {
    return { term: "Privacy", value: "noise from a known seed: not private", notes: [] };
  }
  return {
    term: "Privacy",
    value: `ε ${formatEpsilon(privacy.epsilon)}, δ ${formatSmall(privacy.delta)}`,
    notes: [`unit: ${privacy.unit}`, `neighbours: ${privacy.adjacency} · accountant: ${privacy.accountant}`],
  };
}

/** The first bias measure that the arm has on the axis: with a corpus the gap of loss between the groups that are furthest apart. Others are no gaps. */
function gapFact(report: BiasReport, arm: ArmSection, axis: AxisName): LabelFact | undefined {
  const measure = biasMeasures(report).find(
    (one) => one.axis === axis && resultOf(arm, one.metric, axis) !== undefined,
  );
  const result = measure === undefined ? undefined : resultOf(arm, measure.metric, axis);
  if (measure === undefined || result === undefined) return undefined;
  const decimals = decimalsOf(report, measure.metric);
  const { value, unit, interval, n, ideal } = result;
  const range =
    interval === undefined
      ? noIntervalWords(report, result)
      : formatInterval(interval.low, interval.high, unit, decimals);
  const words = unit === "nats" || unit === "nats per token" ? ` in ${unit}` : "";
  return {
    term: measure.metric.endsWith("-gap") ? `${axisName(axis)} gap` : axisName(axis),
    value: `${formatQuantity(value, unit, decimals)} (${range})`,
    notes: [
      `${metricWords[measure.metric].phrase}${words}; n ${formatCount(n)}${ideal === undefined ? "" : `; ideal ${formatQuantity(ideal, unit, 0)}`}`,
      ...furthestGroups(report, result),
    ],
    ...(interval === undefined
      ? {}
      : {
          interval: {
            measure: measure.metric,
            value,
            low: interval.low,
            high: interval.high,
            ...(ideal === undefined ? {} : { ideal }),
          },
        }),
  };
}

function furthestGroups(report: BiasReport, { groups = [], unit }: Metric): string[] {
  if (groups.length < 2 || unit !== "nats per token") return [];
  const sorted = groups.toSorted((a, b) => b.value - a.value);
  const [highest, lowest] = [sorted[0], sorted.at(-1)];
  if (highest === undefined || lowest === undefined) return [];
  return [`highest loss: ${groupLabel(report, highest.group)}, lowest: ${groupLabel(report, lowest.group)}`];
}

function membershipFact(arm: ArmSection): LabelFact {
  const { membership } = arm;
  const attack = membership?.attacks.find((one) => one.attack === shownAttack);
  const term = "Membership";
  if (attack === undefined) return { term, value: "not tested", notes: [] };
  const { value, interval } = attack.area;
  return {
    term,
    value: `area ${formatDecimal(value, 3)} (${formatInterval(interval.low, interval.high, "score", 3)})`,
    notes: [
      `attack that knows the base model; 0.5 is guessing`,
      `n ${formatCount(attack.members)} members, ${formatCount(attack.nonMembers)} others`,
      ceilingText(arm),
    ],
  };
}

/** The attack is on records: where the unit of privacy is less than one, what it promises is no bound on the attack. */
function ceilingText({ membership, privacy }: ArmSection): string {
  if (privacy === undefined || privacy.noiseSource !== "operating system")
    return "no ceiling: without differential privacy";
  if (membership?.privacy === undefined) return "no ceiling: ε is not of whole records";
  return `ε, δ${privacy.gdpMu === undefined ? "" : " and μ"} allow ${formatUpperBound(largestArea(privacy), 3)} at most`;
}

/** Of a report without models: the strongest association of each axis. */
function associationFacts(report: BiasReport): LabelFact[] {
  const slurs = slursOf(report);
  return [
    ...scannedAxes(report).map((axis): LabelFact => {
      const own = new Set(report.scan?.groups.filter((group) => group.axis === axis).map(({ group }) => group));
      const [row] = (report.scan?.associations ?? [])
        .filter((one) => own.has(one.group) && isShown(one))
        .toSorted((a, b) => b.npmi - a.npmi);
      if (row === undefined) return { term: axisName(axis), value: "no clear association", notes: [noAssociation] };
      const word = slurs.has(row.word.toLowerCase()) ? maskedWord(row.word) : row.word;
      return {
        term: axisName(axis),
        value: `${groupLabel(report, row.group)} with “${word}”`,
        notes: [
          `nPMI ${formatDecimal(row.npmi, 2)} (${formatDecimal(row.npmiLow, 2)} to ${formatDecimal(row.npmiHigh, 2)}); n ${formatCount(row.together)} sentences; 0 is chance`,
        ],
        interval: { measure: "npmi", value: row.npmi, low: row.npmiLow, high: row.npmiHigh, ideal: 0 },
      };
    }),
    { term: "Model", value: "none: this is about the corpus alone", notes: [] },
  ];
}
