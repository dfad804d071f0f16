import type { BiasReport } from "../../report/biasReport.ts";
import { axisChoices } from "../../report/measures.ts";
import { metricWords } from "../../report/wording.ts";
import type { Measure } from "../../report/measures.ts";

export type SortKey = (typeof sortKeys)[number];

const sortKeys = ["group", "word", "z", "npmi", "together", "wordSentences", "q", "halves"] as const;

/** All that the page remembers; the figures stay in the report. */
export interface ViewState {
  /** What the comparison of arms shows; the first measure when absent. */
  readonly measure?: Measure;
  /** The axis that the page is about; all when absent. */
  readonly axis?: Measure["axis"] | undefined;
  /** Ids of arms that the page leaves out. */
  readonly hiddenArms: readonly string[];
  /** Group id of the associations' table, empty for all. */
  readonly group: string;
  readonly search: string;
  readonly onlyClear: boolean;
  readonly sort: SortKey;
  readonly descending: boolean;
  readonly showSlurs: boolean;
  /** Which contrast is shown, by its two sides as the report names them; the first where it has no such. */
  readonly contrastGroup: string;
  readonly contrastAgainst: string;
  /** Which list of words is shown; the first when the report has no such list. */
  readonly attributeList: string;
  /** Which measure of two reports is drawn, by its title; the first where the comparison has no such. */
  readonly comparedMeasure: string;
  /** What is drawn of the groups' convergence; the loss where the report has no such. */
  readonly dynamicsMeasure: string;
  /** The arm that the label is about; the last one where the report has no such. */
  readonly labelArm: string;
}

export const initialState: ViewState = {
  group: "",
  search: "",
  onlyClear: false,
  sort: "z",
  descending: true,
  showSlurs: false,
  hiddenArms: [],
  contrastGroup: "",
  contrastAgainst: "",
  attributeList: "",
  comparedMeasure: "",
  dynamicsMeasure: "",
  labelArm: "",
};

export interface Store {
  readonly state: ViewState;
  /** Calls the listeners of the changed keys. */
  update(change: Partial<ViewState>): void;
  /**
   * Calls `listener` now and after every change of one of `keys`.
   *
   * @returns a function that ends it
   */
  watch(keys: readonly (keyof ViewState)[], listener: (state: ViewState) => void): () => void;
}

export function createStore(start: ViewState, save: (state: ViewState) => void): Store {
  let state = start;
  const listeners = new Set<{ keys: readonly (keyof ViewState)[]; listener: (state: ViewState) => void }>();
  return {
    get state() {
      return state;
    },
    update(change) {
      const before = state;
      state = { ...state, ...change };
      save(state);
      for (const { keys, listener } of listeners) if (keys.some((key) => before[key] !== state[key])) listener(state);
    },
    watch(keys, listener) {
      const entry = { keys, listener };
      listeners.add(entry);
      listener(state);
      return () => listeners.delete(entry);
    },
  };
}

/** The same store for a part of the page that will be drawn anew: after `release` its listeners are called no more. */
export function scopedStore(store: Store): { readonly store: Store; release(): void } {
  const ends: (() => void)[] = [];
  return {
    store: {
      get state() {
        return store.state;
      },
      update: (change) => store.update(change),
      watch(keys, listener) {
        const end = store.watch(keys, listener);
        ends.push(end);
        return end;
      },
    },
    release() {
      for (const end of ends.splice(0)) end();
    },
  };
}

/** The remembered state as far as it can be trusted: a value of another shape is dropped. */
export function restoreState(saved: unknown): ViewState {
  if (typeof saved !== "object" || saved === null) return initialState;
  const found: Readonly<Record<string, unknown>> = { ...saved };
  const { group, search, onlyClear, sort, descending, showSlurs, axis, measure } = found;
  const { hiddenArms, contrastGroup, contrastAgainst, attributeList, comparedMeasure, dynamicsMeasure, labelArm } =
    found;
  return {
    group: typeof group === "string" ? group : initialState.group,
    search: typeof search === "string" ? search : initialState.search,
    onlyClear: onlyClear === true,
    sort: sortKeys.find((key) => key === sort) ?? initialState.sort,
    descending: descending !== false,
    showSlurs: showSlurs === true,
    contrastGroup: typeof contrastGroup === "string" ? contrastGroup : initialState.contrastGroup,
    contrastAgainst: typeof contrastAgainst === "string" ? contrastAgainst : initialState.contrastAgainst,
    attributeList: typeof attributeList === "string" ? attributeList : initialState.attributeList,
    hiddenArms: Array.isArray(hiddenArms) ? hiddenArms.filter((arm) => typeof arm === "string") : [],
    labelArm: typeof labelArm === "string" ? labelArm : initialState.labelArm,
    dynamicsMeasure: typeof dynamicsMeasure === "string" ? dynamicsMeasure : initialState.dynamicsMeasure,
    comparedMeasure: typeof comparedMeasure === "string" ? comparedMeasure : initialState.comparedMeasure,
    ...(isAxisName(axis) && { axis }),
    ...(isMeasure(measure) && { measure }),
  };
}

/**
 * The remembered state for this report: a choice made on another one that would empty this one, perhaps without a control to take
 * it back, is not made here.
 */
export function stateFor(report: BiasReport, { axis, hiddenArms, ...state }: ViewState): ViewState {
  const choices = axisChoices(report);
  const arms = report.arms ?? [];
  return {
    ...state,
    ...(axis !== undefined && choices.includes(axis) && { axis }),
    hiddenArms: arms.every(({ arm }) => hiddenArms.includes(arm)) ? [] : hiddenArms,
  };
}

function isMeasure(value: unknown): value is Measure {
  if (typeof value !== "object" || value === null) return false;
  const { metric, axis }: { metric?: unknown; axis?: unknown } = value;
  return typeof metric === "string" && Object.hasOwn(metricWords, metric) && isAxisName(axis);
}

function isAxisName(value: unknown): value is Measure["axis"] {
  return value === "gender" || value === "race" || value === "religion";
}
