import { parseArgs } from "node:util";
import type { ParseArgsConfig } from "node:util";
import { EvenhandError, messageOf } from "../base/errors.ts";

export interface ParsedArguments {
  readonly positionals: readonly string[];
  text(name: string): string | undefined;
  /** Every value of an option that may be given more than once; none when it is absent. */
  texts(name: string): readonly string[];
  flag(name: string): boolean;
  /** A finite number within [low, high], or undefined when the option is absent. */
  number(name: string, low: number, high: number): number | undefined;
  integer(name: string, low: number, high: number): number | undefined;
  /** A comma-separated list of such numbers, or undefined when the option is absent. */
  numbers(name: string, low: number, high: number): readonly number[] | undefined;
  /** One of `choices`, or undefined when the option is absent. */
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined;
  /** A comma-separated list of `choices`, or undefined when the option is absent. */
  choices<T extends string>(name: string, choices: readonly T[]): readonly T[] | undefined;
  /** @throws EvenhandError `arguments.invalid` when more than one of these flags is given */
  atMostOne(...names: readonly string[]): void;
}

/** Reads a command's arguments; anything unknown or out of range is `arguments.invalid` (exit code 2). */
export function parseArguments(
  command: string,
  args: readonly string[],
  options: NonNullable<ParseArgsConfig["options"]>,
): ParsedArguments {
  const hint = `See: evenhand ${command} --help`;
  const invalid = (message: string): EvenhandError => new EvenhandError("arguments.invalid", message, { hint });
  let parsed: { values: Record<string, unknown>; positionals: string[] };
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw invalid(messageOf(error).split(". ")[0] ?? messageOf(error));
  }
  const text = (name: string): string | undefined => {
    const value = parsed.values[name];
    return typeof value === "string" ? value : undefined;
  };
  const within = (name: string, value: string, low: number, high: number): number => {
    const parsedNumber = value.trim() === "" ? Number.NaN : Number(value);
    if (!Number.isFinite(parsedNumber) || parsedNumber < low || parsedNumber > high) {
      throw invalid(`--${name} ${value}: must be a number from ${low} to ${high}`);
    }
    return parsedNumber;
  };
  const number = (name: string, low: number, high: number): number | undefined => {
    const value = text(name);
    return value === undefined ? undefined : within(name, value, low, high);
  };
  const oneOf = <T extends string>(name: string, value: string, choices: readonly T[]): T => {
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw invalid(`--${name} ${value}: must be one of ${choices.join(", ")}`);
    return found;
  };
  return {
    positionals: parsed.positionals,
    text,
    texts(name) {
      const values = parsed.values[name];
      return Array.isArray(values) ? values.filter((value): value is string => typeof value === "string") : [];
    },
    flag: (name) => parsed.values[name] === true,
    number,
    numbers: (name, low, high) =>
      text(name)
        ?.split(",")
        .map((value) => within(name, value, low, high)),
    integer(name, low, high) {
      const value = number(name, low, high);
      if (value !== undefined && !Number.isInteger(value)) throw invalid(`--${name} ${value}: must be a whole number`);
      return value;
    },
    choice(name, choices) {
      const value = text(name);
      return value === undefined ? undefined : oneOf(name, value, choices);
    },
    choices(name, choices) {
      const value = text(name);
      return value?.split(",").map((item) => oneOf(name, item.trim(), choices));
    },
    atMostOne(...names) {
      const given = names.filter((name) => parsed.values[name] === true).map((name) => `--${name}`);
      if (given.length > 1) throw invalid(`${given.join(" and ")} exclude each other`);
    },
  };
}

/** The fields that were given: absent options stay absent. */
export function defined<T extends object>(fields: { readonly [Key in keyof T]: T[Key] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
