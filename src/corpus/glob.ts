/** A pattern for paths. */
export interface Glob {
  /** The folder that the pattern begins with; `.` when it begins with a pattern. */
  readonly base: string;
  /** True for the path of a file below the base, with slashes. */
  matches(path: string): boolean;
  /** True when a folder below the base may have files that match. */
  mayHold(path: string): boolean;
}

const special = /[*?[{]/;

/** A pattern with choices that stands for more than so many is none. */
const mostAlternatives = 1000;

/** One character of a name, or any run of them. */
type NameStep = "run" | ((character: string) => boolean);

/** One name of a path, or any number of them. */
type PathStep = "names" | ((name: string) => boolean);

/**
 * Reads a pattern as shells do: `*` and `?` within a name, `[a-z]`, `{one,two}`, and `**` for any number of folders.
 * Undefined for a path without any of them. Matching takes no longer than pattern times path, whoever wrote the pattern.
 */
export function parseGlob(pattern: string): Glob | undefined {
  if (!special.test(pattern)) return undefined;
  const slashed = process.platform === "win32" ? pattern.split("\\").join("/") : pattern;
  const parts = slashed.split("/");
  const first = parts.findIndex((part) => special.test(part));
  const base = parts.slice(0, first).join("/");
  const names = parts.slice(first).filter((part) => part !== "" && part !== ".");
  const paths: PathStep[][] = [];
  try {
    for (const one of alternatives(names.join("/"))) {
      if (paths.length === mostAlternatives) return undefined;
      paths.push(pathSteps(one.split("/")));
    }
  } catch {
    return undefined; // a range such as [z-a]
  }
  return {
    base: first === 0 ? "." : base === "" ? "/" : base,
    matches: (path) => paths.some((steps) => isLike(steps, path.split("/"), "names")),
    mayHold: (path) => paths.some((steps) => beginsLike(steps.slice(0, -1), path.split("/"))),
  };
}

/** The pattern that only this path is like. */
export function literalGlob(path: string): string {
  return path.replaceAll(/[*?[\]{}]/g, "[$&]");
}

function beginsLike(steps: readonly PathStep[], names: readonly string[]): boolean {
  for (const [index, name] of names.entries()) {
    const step = steps[index];
    if (step === undefined) return false;
    if (step === "names") return true;
    if (!step(name)) return false;
  }
  return true;
}

/** Two stars at the end stand for at least one name. */
function pathSteps(names: readonly string[]): PathStep[] {
  const steps = names.map((name): PathStep => {
    if (name === "**") return "names";
    const own = nameSteps(name);
    return (other) => isLike(own, Array.from(other), "run");
  });
  return steps.at(-1) === "names" ? [...steps, () => true] : steps;
}

function nameSteps(name: string): NameStep[] {
  return [...name.matchAll(/\[[!^]?\]?[^\]]*\]|[^]/gu)].map(([piece]): NameStep => {
    if (piece === "*") return "run";
    if (piece === "?") return () => true;
    if (piece.length <= 2 || !piece.startsWith("[")) return (character) => character === piece;
    const isNegative = /^\[[!^]/.test(piece);
    const inside = piece.slice(isNegative ? 2 : 1, -1).replaceAll(/[\\[\]^|]/g, String.raw`\$&`);
    const range = new RegExp(`^[${isNegative ? "^" : ""}${inside}]$`, "u");
    return (character) => range.test(character);
  });
}

/**
 * Whether items are like steps, of which `any` stands for any number of items. Only the last such step is ever given more
 * items: where the steps behind it fit later, they fit behind the earlier ones as well.
 */
function isLike<Any extends string>(
  steps: readonly (Any | ((item: string) => boolean))[],
  items: readonly string[],
  any: Any,
): boolean {
  let step = 0;
  let item = 0;
  let last: { readonly step: number; item: number } | undefined;
  while (item < items.length) {
    const current = steps[step];
    if (current === any) {
      last = { step, item };
      step += 1;
    } else if (typeof current === "function" && current(items[item] as string)) {
      step += 1;
      item += 1;
    } else if (last === undefined) {
      return false;
    } else {
      last.item += 1;
      step = last.step + 1;
      item = last.item;
    }
  }
  return steps.slice(step).every((rest) => rest === any);
}

/** `a{b,c}` as `ab` and `ac`, nested ones as well; braces without a comma and those in brackets of their own, `[{]`, stay. */
function* alternatives(pattern: string): Generator<string, void, undefined> {
  for (let open = pattern.indexOf("{"); open !== -1; open = pattern.indexOf("{", open + 1)) {
    if (isBracketed(pattern, open)) continue;
    let depth = 0;
    const cuts = [open];
    for (let index = open; index < pattern.length; index += 1) {
      const character = isBracketed(pattern, index) ? "" : pattern[index];
      if (character === "{") depth += 1;
      if (character === "}") depth -= 1;
      if (depth === 1 && character === ",") cuts.push(index);
      if (depth > 0) continue;
      if (cuts.length === 1) break;
      cuts.push(index);
      for (const [number, cut] of cuts.slice(0, -1).entries()) {
        const choice = pattern.slice(cut + 1, cuts[number + 1]);
        yield* alternatives(pattern.slice(0, open) + choice + pattern.slice(index + 1));
      }
      return;
    }
  }
  yield pattern;
}

function isBracketed(pattern: string, index: number): boolean {
  return pattern[index - 1] === "[" && pattern[index + 1] === "]";
}
