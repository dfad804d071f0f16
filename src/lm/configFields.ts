import { EvenhandError } from "../base/errors.ts";

/** The fields of a `config.json`, read one by one with a message that names what is wrong. A null counts as absent. */
export class ConfigFields {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #source: string;

  /**
   * @param source the file's name, for messages
   * @throws EvenhandError `checkpoint.invalid`, as every method does
   */
  constructor(json: unknown, source: string) {
    this.#source = source;
    if (typeof json !== "object" || json === null || Array.isArray(json)) throw this.invalid("is not a JSON object");
    this.#fields = json as Readonly<Record<string, unknown>>;
  }

  /** The value as it stands; undefined when absent. */
  raw(name: string): unknown {
    return this.#fields[name] ?? undefined;
  }

  /** One of the values that we can compute with. */
  oneOf<T>(name: string, absent: T | undefined, allowed: readonly T[]): T {
    const value = this.raw(name) ?? absent;
    if (allowed.includes(value as T)) return value as T;
    throw this.invalid(`has ${name} ${JSON.stringify(value)}; only ${allowed.join(" or ")} is supported`);
  }

  flag(name: string, absent: boolean): boolean {
    return this.oneOf(name, absent, [true, false]);
  }

  /** A whole number above 0. */
  count(name: string, absent?: number): number {
    const value = this.raw(name) ?? absent;
    if (typeof value === "number" && Number.isInteger(value) && value >= 1) return value;
    throw this.invalid(`needs a whole number above 0 as ${name}, found ${JSON.stringify(value)}`);
  }

  /** Any number above 0. */
  positive(name: string, absent?: number): number {
    const value = this.raw(name) ?? absent;
    if (typeof value === "number" && value > 0 && Number.isFinite(value)) return value;
    throw this.invalid(`needs a number above 0 as ${name}, found ${JSON.stringify(value)}`);
  }

  /** The fields of an object within; undefined when absent. */
  section(name: string): ConfigFields | undefined {
    const value = this.raw(name);
    return value === undefined ? undefined : new ConfigFields(value, `${this.#source}, ${name}`);
  }

  invalid(problem: string): EvenhandError {
    return new EvenhandError("checkpoint.invalid", `${this.#source} ${problem}.`, {
      hint: "Choose a folder with a GPT-2, Llama or Qwen model (such as distilgpt2 or SmolLM) in Hugging Face layout.",
    });
  }
}
