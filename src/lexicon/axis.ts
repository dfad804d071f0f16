/** The dimensions along which Evenhand compares groups of people. */
export const axes = ["gender", "race", "religion"] as const;

export type Axis = (typeof axes)[number];

export function isAxis(value: unknown): value is Axis {
  return axes.some((axis) => axis === value);
}
