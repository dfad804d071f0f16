import { metricWords } from "../../report/wording.ts";
import type { Measure } from "../../report/measures.ts";

export type SortKey = (typeof sortKeys)[number];

const sortKeys = ["group", "word", "z", "npmi", "together", "wordSentences", "q", "halves"] as const;

/** All that the page remembers; the figures stay in the report. */
export interface ViewState {
  /** What the comparison of arms shows; the first measure when absent. */
  readonly measure?: Measure;
  /** The axis of the associations' chart. */
  readonly axis?: Measure["axis"];
  /** Group id of the associations' table, empty for all. */
  readonly group: string;
  readonly search: string;
  readonly onlyClear: boolean;
  readonly sort: SortKey;
  readonly descending: boolean;
  readonly showSlurs: boolean;
  /** Axis of the associations' table, empty for all. */
  readonly tableAxis: Measure["axis"] | "";
  /** Which contrast is shown, by its two sides as the report names them; the first where it has no such. */
  readonly contrastGroup: string;
  readonly contrastAgainst: string;
  /** Which list of words is shown; the first when the report has no such list. */
  readonly attributeList: string;
  /** Axis of the lists of words, empty for all. */
  readonly attributeAxis: Measure["axis"] | "";
  /** Which measure of two reports is drawn, by its title; the first where the comparison has no such. */
  readonly comparedMeasure: string;
}

export const initialState: ViewState = {
  group: "",
  search: "",
  onlyClear: false,
  sort: "z",
  descending: true,
  showSlurs: false,
  tableAxis: "",
  contrastGroup: "",
  contrastAgainst: "",
  attributeList: "",
  attributeAxis: "",
  comparedMeasure: "",
};

export interface Store {
  readonly state: ViewState;
  /** Calls the listeners of the changed keys. */
  update(change: Partial<ViewState>): void;
  /** Calls `listener` now and after every change of one of `keys`. */
  watch(keys: readonly (keyof ViewState)[], listener: (state: ViewState) => void): void;
}

export function createStore(start: ViewState, save: (state: ViewState) => void): Store {
  let state = start;
  const listeners: { keys: readonly (keyof ViewState)[]; listener: (state: ViewState) => void }[] = [];
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
      listeners.push({ keys, listener });
      listener(state);
    },
  };
}

/** The remembered state as far as it can be trusted: a value of another shape is dropped. */
export function restoreState(saved: unknown): ViewState {
  if (typeof saved !== "object" || saved === null) return initialState;
  const found: Readonly<Record<string, unknown>> = { ...saved };
  const { group, search, onlyClear, sort, descending, showSlurs, axis, measure } = found;
  const { tableAxis, contrastGroup, contrastAgainst, attributeList, attributeAxis, comparedMeasure } = found;
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
    tableAxis: isAxisName(tableAxis) ? tableAxis : "",
    attributeAxis: isAxisName(attributeAxis) ? attributeAxis : "",
    comparedMeasure: typeof comparedMeasure === "string" ? comparedMeasure : initialState.comparedMeasure,
    ...(isAxisName(axis) && { axis }),
    ...(isMeasure(measure) && { measure }),
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
