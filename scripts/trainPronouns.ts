import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { seededRandom } from "../src/base/random.ts";
import { herRole } from "../src/cda/rules/herRole.ts";
import { hisRole } from "../src/cda/rules/hisRole.ts";
import { featureBits, herFeatures } from "../src/cda/rules/herFeatures.ts";
import { asksModel, roleOfLogOdds } from "../src/cda/rules/herModel.ts";
import type { Role } from "../src/cda/rules/role.ts";
import type { SubjectSign } from "../src/cda/rules/subject.ts";
import { freeLabels } from "./pronouns/freeLabels.ts";
import { fitLogistic } from "./pronouns/logisticRegression.ts";
import { filesBelow, readSource, sources } from "./pronouns/packageTexts.ts";

/**
 * Trains the disambiguator of `her` on free labels and writes `src/cda/data/herModel.json`; the card beside it says which
 * packages to unpack. The rules for `his` are measured in the same way. Run
 * `npm run train:pronouns -- FOLDER [UNSEEN.txt ...]`: texts named one by one are only measured, never trained on.
 */
interface Case {
  readonly source: string;
  /** None for `his`, which no model reads. */
  readonly features: readonly number[];
  readonly byRules: Role;
  readonly subject: SubjectSign;
  readonly yes: boolean;
}

const size = 1 << featureBits;
const heldOutShare = 0.1;
const byteLimit = 200_000;

const [folder, ...unseen] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: npm run train:pronouns -- FOLDER_WITH_UNPACKED_PACKAGES [UNSEEN.txt ...]");
  process.exit(2);
}
const paths = filesBelow(folder);
const { training, tests } = readCases("her");
const { unit, bytes, restored } = train(training);
const path = join(process.env["EVENHAND_ROOT"] ?? ".", "src", "cda", "data", "herModel.json");
const text = `${JSON.stringify({ card: "herModel.md", licence: "Apache-2.0", unit, weights: bytes.toString("base64") }, null, 1)}\n`;
if (text.length > byteLimit) throw new RangeError(`the table has ${text.length} bytes, more than ${byteLimit}`);
writeFileSync(path, text);
console.log(`${path}: ${text.length} bytes, ${bytes.length / 4} weights from ${training.length} examples`);
measure("her", tests, restored);
const his = readCases("his");
measure("his", [...his.training, ...his.tests], new Float64Array(0));

/** All labelled pronouns; the last tenth of every source and all unseen texts are for measuring. */
function readCases(pronoun: "her" | "his"): { training: Case[]; tests: Case[] } {
  const first: Case[] = [];
  const last: Case[] = [];
  for (const source of sources) {
    const cases = casesOf(pronoun, source.name, readSource(source, paths));
    const cut = Math.floor(cases.length * (1 - heldOutShare));
    for (const [index, one] of cases.entries()) (index < cut ? first : last).push(one);
  }
  for (const file of unseen) {
    const lines = readFileSync(file, "utf8").split("\n");
    for (const one of casesOf(pronoun, `unseen: ${basename(file, ".txt")}`, lines)) last.push(one);
  }
  return { training: first, tests: last };
}

function train(cases: readonly Case[]): Quantised {
  const frequent = featuresSeenTwice(cases);
  const random = seededRandom(7);
  const weights = fitLogistic(
    cases.map(({ features, yes }) => ({ features: features.filter((feature) => frequent[feature] === 2), yes })),
    { size, l1: 2.5, l2: cases.length * 1e-9, rounds: 4, random: (below) => random.integer(below) },
  );
  return quantised(weights);
}

function casesOf(pronoun: "her" | "his", source: string, paragraphs: readonly string[]): Case[] {
  return paragraphs
    .filter(({ length }) => length < 20_000)
    .flatMap((paragraph) => [...freeLabels(paragraph, pronoun)])
    .map(({ view, index, possessive: yes, subject }) => {
      if (pronoun === "his") return { source, features: [], byRules: hisRole(view, index), subject, yes };
      const byRules = herRole(view, index);
      return { source, features: herFeatures(view, index, byRules, subject), byRules, subject, yes };
    });
}

function featuresSeenTwice(cases: readonly Case[]): Uint8Array {
  const seen = new Uint8Array(size);
  for (const { features } of cases) for (const feature of features) if (seen[feature] !== 2) seen[feature]! += 1;
  return seen;
}

interface Quantised {
  readonly unit: number;
  readonly bytes: Buffer;
  /** The weights as they are read back. */
  readonly restored: Float64Array;
}

/** Weights as signed bytes, without those that round to nothing. */
function quantised(weights: Float64Array): Quantised {
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  const unit = largest / 127;
  const restored = new Float64Array(weights.length);
  const entries: number[] = [];
  for (const [feature, weight] of weights.entries()) {
    const level = Math.round(weight / unit);
    if (level === 0) continue;
    entries.push(feature * 256 + (level & 0xff));
    restored[feature] = level * unit;
  }
  const bytes = Buffer.alloc(entries.length * 4);
  for (const [at, entry] of entries.entries()) bytes.writeInt32LE(entry, at * 4);
  return { unit: Number(unit.toPrecision(6)), bytes, restored };
}

/** Prints, by source and class, how often the rules are right, the model, and the rules with the model where they are unsure. */
function measure(pronoun: "her" | "his", cases: readonly Case[], weights: Float64Array): void {
  const rows = new Map<string, { cases: number; rules: number; model: number; combined: number }>();
  for (const { source, features, byRules, subject, yes } of cases) {
    const rules = byRules.possessive;
    const model =
      pronoun === "his"
        ? rules
        : roleOfLogOdds(features.reduce((sum, feature) => sum + (weights[feature] as number), 0)).possessive;
    const combined = asksModel(byRules, subject) ? model : rules;
    for (const name of [source, "all"]) {
      const key = `${name}\t${pronoun} ${yes ? "possessive" : pronoun === "her" ? "object" : "independent"}`;
      const row = rows.get(key) ?? { cases: 0, rules: 0, model: 0, combined: 0 };
      rows.set(key, row);
      row.cases += 1;
      row.rules += Number(rules === yes);
      row.model += Number(model === yes);
      row.combined += Number(combined === yes);
    }
  }
  for (const [key, row] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const share = (count: number): string => ((100 * count) / row.cases).toFixed(2).padStart(6);
    const figures = `rules ${share(row.rules)}\tmodel ${share(row.model)}\tcombined ${share(row.combined)}`;
    console.log(`${key}\t${row.cases}\t${figures}`);
  }
}
