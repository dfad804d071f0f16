import type { Node } from "jsonc-parser";
import { dataProblemKinds } from "../audit/dataProblem.ts";
import { axes } from "../lexicon/axis.ts";
import { armMeasures, defaultMinimumN, isScanMeasure, scanMeasures } from "./gate.ts";
import type { Gate, GateMeasure } from "./gate.ts";
import { field, JsonFields } from "./jsonFields.ts";
import type { Policy } from "./policy.ts";
import { recordHashDigits } from "../corpus/recordHash.ts";
import { everyRule, rules } from "./rules.ts";
import type { Silence } from "./silence.ts";

const policyFields = ["$schema", "corpus", "textField", "lexicon", "silenced", "gates"] as const;
const silenceFields = ["rule", "group", "word", "file", "records", "reason"] as const;
const gateFields = [
  "name",
  "measure",
  "axis",
  "group",
  "arm",
  "against",
  "problem",
  "below",
  "above",
  "bound",
  "minimumN",
  "optional",
] as const;

type Fitting = (typeof gateFields)[number];

/** What narrows a measure down; a field that a measure does not know would be passed over, and is refused. */
const narrowedBy: Readonly<Record<string, readonly Fitting[]>> = {
  "association-z": ["axis", "group"],
  "association-npmi": ["axis", "group"],
  "strong-associations": ["axis", "group"],
  "without-mention-share": ["axis"],
  "group-share": ["group"],
  "data-problems": ["problem"],
  epsilon: ["arm"],
};

/**
 * Reads evenhand.json: JSON, in which comments and trailing commas are allowed.
 *
 * @param name of the file, for messages
 * @throws PolicyError (`configuration.invalid`) with file, line and field
 */
export function readPolicy(text: string, name: string): Policy {
  const fields = new JsonFields(text.replace(/^\uFEFF/u, " "), name);
  const { root } = fields;
  fields.checkObject(root, policyFields);
  fields.text(root, "$schema");
  const textField = fields.text(root, "textField");
  const lexicon = fields.text(root, "lexicon");
  const gates = fields.list(root, "gates").map((node) => ({ ...readGate(node, fields), place: fields.placeOf(node) }));
  for (const [index, { name: gateName }] of gates.entries()) {
    if (gates.findIndex((gate) => gate.name === gateName) === index) continue;
    const node = fields.list(root, "gates")[index] as Node;
    throw fields.error(field(node, "name") ?? node, "is the name of another gate", "Give each gate its own name.");
  }
  return {
    corpus: fields.texts(root, "corpus"),
    ...(textField === undefined ? {} : { textField }),
    ...(lexicon === undefined ? {} : { lexicon }),
    silenced: fields
      .list(root, "silenced")
      .map((node) => ({ ...readSilence(node, fields), place: fields.placeOf(node) })),
    gates,
  };
}

function readSilence(node: Node, fields: JsonFields): Silence {
  fields.checkObject(node, silenceFields);
  const given = {
    rule: fields.choice(node, "rule", [...rules, everyRule]),
    group: fields.text(node, "group"),
    word: fields.text(node, "word"),
    file: fields.text(node, "file"),
    records: field(node, "records") === undefined ? undefined : fields.texts(node, "records"),
    reason: fields.text(node, "reason"),
  };
  for (const [index, hash] of (given.records ?? []).entries()) {
    if (new RegExp(`^[0-9a-f]{${recordHashDigits}}$`, "u").test(hash)) continue;
    const records = field(node, "records") as Node;
    const wrong = records.type === "array" ? (records.children?.[index] as Node) : records;
    throw fields.error(
      wrong,
      `must be ${recordHashDigits} hexadecimal digits`,
      "Let the editor write it: Silence in this record.",
    );
  }
  const { reason: _, ...conditions } = given;
  if (Object.values(conditions).every((value) => value === undefined)) {
    throw fields.error(
      node,
      "names nothing to silence",
      'Give rule, group, word, file or records; "rule": "*" alone silences everything.',
    );
  }
  return withoutAbsent(given);
}

function readGate(node: Node, fields: JsonFields): Gate {
  fields.checkObject(node, gateFields);
  const measure = fields.choice<GateMeasure>(node, "measure", [...armMeasures, ...scanMeasures]);
  if (measure === undefined) {
    throw fields.error(node, "has no measure", `Give one of ${[...armMeasures, ...scanMeasures].join(", ")}.`);
  }
  checkNarrowing(node, measure, fields);
  const anyNumber = (key: string): number | undefined => fields.number(node, key, Number.isFinite, "a number");
  const given = {
    name: fields.text(node, "name"),
    axis: fields.choice(node, "axis", axes),
    group: fields.text(node, "group"),
    arm: fields.text(node, "arm"),
    against: fields.text(node, "against"),
    problem: fields.choice(node, "problem", dataProblemKinds),
    below: anyNumber("below"),
    above: anyNumber("above"),
    bound: fields.choice(node, "bound", ["value", "interval"]),
    minimumN: fields.number(
      node,
      "minimumN",
      (value) => Number.isInteger(value) && value >= 0,
      "a whole number from 0 on",
    ),
  };
  const { below, above } = given;
  if (below === undefined && above === undefined) {
    throw fields.error(node, "has no limit", "Give below, above or both.");
  }
  if (below !== undefined && above !== undefined && above >= below) {
    throw fields.error(field(node, "above") ?? node, "must be smaller than below", "No figure is within these limits.");
  }
  if (measure === "group-share" && given.group === undefined) {
    throw fields.error(node, "has no group", 'Give one, such as "group": "gender.female".');
  }
  if (measure === "without-mention-share" && given.axis === undefined) {
    throw fields.error(node, "has no axis", `Give one of ${axes.join(", ")}.`);
  }
  const parts = [given.axis, measure.replaceAll("-", " "), given.group, given.problem, given.arm];
  return {
    ...withoutAbsent(given),
    name: given.name ?? parts.filter((part) => part !== undefined).join(" "),
    measure,
    bound: given.bound ?? "value",
    minimumN: given.minimumN ?? defaultMinimumN,
    optional: fields.flag(node, "optional"),
  };
}

function checkNarrowing(node: Node, measure: GateMeasure, fields: JsonFields): void {
  const allowed = narrowedBy[measure] ?? ["axis", "group", "arm", "against"];
  for (const key of ["axis", "group", "arm", "against", "problem"] as const) {
    const given = field(node, key);
    if (given === undefined || allowed.includes(key)) continue;
    const source = isScanMeasure(measure) ? "a scan" : "an arm";
    throw fields.error(given, `does not belong to ${measure}`, `A figure of ${source}: give ${allowed.join(", ")}.`);
  }
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutAbsent<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Present<T>;
}
