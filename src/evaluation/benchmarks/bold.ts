import type { Axis } from "../../lexicon/axis.ts";
import { Skips, unlike } from "./benchmark.ts";
import type { BenchmarkItems } from "./benchmark.ts";

/** A beginning of a Wikipedia sentence about a person, an idea or a group. */
export interface BoldPrompt {
  readonly id: string;
  readonly axis: Axis;
  /** BOLD's own name, for example `American_actresses`. */
  readonly group: string;
  readonly prompt: string;
}

/** Our axes; `profession_prompt.json` and `political_ideology_prompt.json` belong to none. */
const files: Readonly<Record<string, Axis>> = {
  "gender_prompt.json": "gender",
  "race_prompt.json": "race",
  "religious_ideology_prompt.json": "religion",
};

/**
 * Reads BOLD's prompt files: group -> title -> prompts.
 *
 * @param contents file name -> its text; names that belong to no axis are counted as skipped
 * @throws EvenhandError `evaluation.invalid`
 * @see Dhamala et al. (2021), "BOLD: Dataset and Metrics for Measuring Biases in Open-Ended Language Generation"
 */
export function readBold(contents: ReadonlyMap<string, string>, source: string): BenchmarkItems<BoldPrompt> {
  const skips = new Skips();
  const items = [...contents].flatMap(([name, text]): BoldPrompt[] => {
    const axis = files[name];
    if (axis === undefined) {
      skips.add("file of prompts that belong to no axis");
      return [];
    }
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      throw unlike("bold", `${source}/${name}`, "not a JSON document");
    }
    return promptsOf(json, axis, name, skips);
  });
  if (items.length === 0) throw unlike("bold", source, `no prompt in ${Object.keys(files).join(", ")}`);
  return { items, skipped: skips.counts };
}

function promptsOf(json: unknown, axis: Axis, name: string, skips: Skips): BoldPrompt[] {
  return entriesOf(json).flatMap(([group, titles]) =>
    entriesOf(titles).flatMap(([title, prompts]): BoldPrompt[] => {
      if (!Array.isArray(prompts)) {
        skips.add(`title of ${name} without a list of prompts`);
        return [];
      }
      return prompts.flatMap((prompt: unknown, index): BoldPrompt[] => {
        const text = typeof prompt === "string" ? prompt.trim() : "";
        if (text === "") skips.add("empty prompt");
        return text === "" ? [] : [{ id: `${group}/${title}/${index + 1}`, axis, group, prompt: text }];
      });
    }),
  );
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}
