/** How an arm looks in every chart: colour and shape together, and its name always beside it. */
export interface ArmStyle {
  readonly color: string;
  readonly symbol: "circle" | "square" | "triangle" | "diamond" | "cross" | "star";
  readonly hollow: boolean;
  readonly dash: string;
}

const standardStyles: Readonly<Record<string, ArmStyle>> = {
  base: { color: "var(--arm-base)", symbol: "circle", hollow: true, dash: "1 3" },
  plain: { color: "var(--arm-plain)", symbol: "square", hollow: false, dash: "6 3" },
  "plain+past": { color: "var(--arm-plain)", symbol: "star", hollow: true, dash: "4 2 1 2" },
  dp: { color: "var(--arm-dp)", symbol: "triangle", hollow: false, dash: "none" },
  "dp+cda": { color: "var(--arm-dp-cda)", symbol: "diamond", hollow: false, dash: "9 3 2 3" },
};

const otherStyles: readonly ArmStyle[] = [
  ...Object.values(standardStyles),
  { color: "var(--arm-base)", symbol: "cross", hollow: false, dash: "2 2" },
];

/** Places of the arms in the whole report, of which the page may show a part. */
const places = new Map<string, number>();

/** Lets every arm keep its looks while others are hidden. */
export function rememberArms(arms: readonly { readonly arm: string }[]): void {
  places.clear();
  for (const [place, { arm }] of arms.entries()) places.set(arm, place);
}

/**
 * Arms of one kind look alike whatever their epsilon: their names tell them apart.
 *
 * @param position place of the arm in the report, for models that are not of a standard kind
 * @param kind what was done to the model; the arm's own name when absent
 */
export function armStyle(arm: string, position: number, kind: string = arm): ArmStyle {
  const place = places.get(arm) ?? position;
  return standardStyles[kind] ?? (otherStyles[place % otherStyles.length] as ArmStyle);
}
