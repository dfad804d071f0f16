/** A value of a JSON text with the line that it begins in, counted from 1. */
interface Placed {
  readonly line: number;
  readonly members?: ReadonlyMap<string, Placed>;
  readonly items?: readonly Placed[];
}

/**
 * The line at which a place such as `groups.race.black.terms[3]` begins; names may hold dots themselves. The nearest
 * value above it when the text has no such place.
 *
 * @param jsonText must be valid JSON
 */
export function lineOfPlace(jsonText: string, place: string): number {
  const root = new Reader(jsonText).value();
  // Groups are named by their id alone where several are compared.
  const groups = root.members?.get("groups");
  const isInGroups = nextStep(root, place) === undefined && groups && nextStep(groups, place) !== undefined;
  let value = isInGroups === true ? groups : root;
  let rest = place;
  for (;;) {
    const step = nextStep(value, rest);
    if (step === undefined) return value.line;
    value = step.value;
    rest = step.rest;
  }
}

/** The line of a position, counted from 1. */
export function lineAt(text: string, position: number): number {
  let line = 1;
  for (let index = 0; index < position && index < text.length; index += 1) if (text[index] === "\n") line += 1;
  return line;
}

function nextStep({ members, items }: Placed, place: string): { value: Placed; rest: string } | undefined {
  const rest = place.replace(/^[.,\s]+/, "");
  const [whole, number] = /^\[(\d+)\]/.exec(rest) ?? [];
  if (items !== undefined && whole !== undefined) {
    const value = items[Number(number)];
    return value && { value, rest: rest.slice(whole.length) };
  }
  if (members === undefined) return undefined;
  const names = [...members.keys()].filter(
    (name) => rest.startsWith(name) && /^(?:$|[.,[\s])/.test(rest.slice(name.length)),
  );
  const longest = names.sort((a, b) => b.length - a.length)[0];
  const value = longest === undefined ? undefined : members.get(longest);
  return value && { value, rest: rest.slice(longest?.length) };
}

/** Reads valid JSON for nothing but where its values stand. */
class Reader {
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  value(): Placed {
    this.#skipSpace();
    const line = this.#line;
    const first = this.#text[this.#at];
    if (first === "{") return { line, members: this.#members() };
    if (first === "[") return { line, items: this.#items() };
    if (first === '"') this.#string();
    else while (/[^\s,\]}]/.test(this.#text[this.#at] ?? ",")) this.#at += 1;
    return { line };
  }

  #members(): Map<string, Placed> {
    const members = new Map<string, Placed>();
    this.#at += 1;
    for (this.#skipSpace(); this.#text[this.#at] === '"'; this.#skipSpace()) {
      const line = this.#line;
      const name = this.#string();
      this.#skipSpace();
      this.#at += 1; // the colon
      members.set(name, { ...this.value(), line });
      this.#skipSpace();
      if (this.#text[this.#at] === ",") this.#at += 1;
    }
    this.#at += 1;
    return members;
  }

  #items(): Placed[] {
    const items: Placed[] = [];
    this.#at += 1;
    for (this.#skipSpace(); this.#at < this.#text.length && this.#text[this.#at] !== "]"; this.#skipSpace()) {
      items.push(this.value());
      this.#skipSpace();
      if (this.#text[this.#at] === ",") this.#at += 1;
    }
    this.#at += 1;
    return items;
  }

  #string(): string {
    const start = this.#at;
    for (this.#at += 1; this.#text[this.#at] !== '"' && this.#at < this.#text.length; this.#at += 1) {
      if (this.#text[this.#at] === "\\") this.#at += 1;
    }
    this.#at += 1;
    return JSON.parse(this.#text.slice(start, this.#at)) as string;
  }

  #skipSpace(): void {
    for (; /\s/.test(this.#text[this.#at] ?? "x"); this.#at += 1) if (this.#text[this.#at] === "\n") this.#line += 1;
  }
}
