import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import Ajv from "ajv";
import { describe, expect, test } from "vitest";
import { dataProblemKinds } from "../../src/audit/dataProblem.ts";
import { axes } from "../../src/lexicon/axis.ts";
import { armMeasures, scanMeasures } from "../../src/policy/gate.ts";
import { PolicyError } from "../../src/policy/jsonFields.ts";
import { readPolicy } from "../../src/policy/readPolicy.ts";
import { rules } from "../../src/policy/rules.ts";

const schema = JSON.parse(readFileSync(resolve("media/evenhand.schema.json"), "utf8")) as {
  definitions: {
    axis: { enum: string[] };
    rule: { enum: string[] };
    gate: { properties: { measure: { enum: string[] }; problem: { enum: string[] } } };
  };
};
const validate = new Ajv({ strict: false }).compile(schema);

function failureOf(text: string): PolicyError {
  try {
    readPolicy(text, "evenhand.json");
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

const whole = `{
  // What we audit.
  "corpus": ["data/**/*.jsonl", "letters.txt"],
  "textField": "body",
  "lexicon": "team.json",
  "silenced": [
    { "rule": "association", "group": "gender.female", "word": "pregnant", "reason": "a fact" },
    { "records": ["0123456789abcdef"] }, /* and one without a reason */
  ],
  "gates": [
    { "name": "gender gap", "measure": "group-loss-gap", "axis": "gender", "arm": "dp+cda", "below": 0.05, "bound": "interval" },
    { "measure": "association-z", "axis": "gender", "below": 15, "optional": true, "minimumN": 10 },
  ],
}
`;

describe("evenhand.json", () => {
  test("is read with its comments and trailing commas, and knows where everything stands", () => {
    const policy = readPolicy(whole, "evenhand.json");
    expect(policy.corpus).toEqual(["data/**/*.jsonl", "letters.txt"]);
    expect(policy.textField).toBe("body");
    expect(policy.lexicon).toBe("team.json");
    expect(policy.silenced.map(({ place, ...silence }) => [place.line, silence])).toEqual([
      [7, { rule: "association", group: "gender.female", word: "pregnant", reason: "a fact" }],
      [8, { records: ["0123456789abcdef"] }],
    ]);
    expect(policy.gates.map(({ place, ...gate }) => [place.line, gate])).toEqual([
      [
        11,
        {
          name: "gender gap",
          measure: "group-loss-gap",
          axis: "gender",
          arm: "dp+cda",
          below: 0.05,
          bound: "interval",
          minimumN: 30,
          optional: false,
        },
      ],
      [
        12,
        {
          name: "gender association z",
          measure: "association-z",
          axis: "gender",
          below: 15,
          bound: "value",
          minimumN: 10,
          optional: true,
        },
      ],
    ]);
    const { start, end } = policy.silenced[1]?.place ?? { start: 0, end: 0 };
    expect(whole.slice(start, end)).toBe('{ "records": ["0123456789abcdef"] }');
  });

  test("may be empty of everything", () => {
    expect(readPolicy("{}", "evenhand.json")).toEqual({ corpus: [], silenced: [], gates: [] });
  });

  test("may begin with a byte order mark, and takes one path for a corpus", () => {
    expect(readPolicy('\uFEFF{"corpus": "a.txt"}', "evenhand.json").corpus).toEqual(["a.txt"]);
  });

  test("that is no JSON is refused with the line", () => {
    expect(failureOf('{\n  "corpus": "a"\n  "gates": []\n}').message).toBe(
      "evenhand.json, line 3: not JSON (comma expected)",
    );
    expect(failureOf("").message).toBe("evenhand.json, line 1: not JSON (value expected)");
  });
});

const mistakes: readonly (readonly [text: string, message: string])[] = [
  ["[]", "evenhand.json, line 1: the file must be an object"],
  ['{\n"gate": []}', "evenhand.json, line 2: gate is no field of this file"],
  ['{"corpus": 3}', "evenhand.json, line 1: corpus must be a text that is not empty"],
  ['{"corpus": ["a", ""]}', "evenhand.json, line 1: corpus[1] must be a text that is not empty"],
  ['{"gates": {}}', "evenhand.json, line 1: gates must be a list"],
  ['{"silenced": [\n{"reason": "no"}]}', "evenhand.json, line 2: silenced[0] names nothing to silence"],
  [
    '{"silenced": [{"rule": "asociation"}]}',
    `evenhand.json, line 1: silenced[0].rule must be one of ${rules.join(", ")}, *`,
  ],
  [
    '{"silenced": [{"records": ["xyz"]}]}',
    "evenhand.json, line 1: silenced[0].records[0] must be 16 hexadecimal digits",
  ],
  ['{"gates": [{"below": 1}]}', "evenhand.json, line 1: gates[0] has no measure"],
  ['{"gates": [{"measure": "association-z"}]}', "evenhand.json, line 1: gates[0] has no limit"],
  [
    '{"gates": [\n{"measure": "association-z", "below": 9},\n{"measure": "group-loss-gap",\n"below": "0.05"}]}',
    "evenhand.json, line 4: gates[1].below must be a number",
  ],
  [
    '{"gates": [{"measure": "data-problems", "problem": "association", "below": 1}]}', // 0 in every scan: never stops
    `evenhand.json, line 1: gates[0].problem must be one of ${dataProblemKinds.join(", ")}`,
  ],
  [
    '{"gates": [{"measure": "epsilon", "below": 8, "optional": 1}]}',
    "evenhand.json, line 1: gates[0].optional must be true or false",
  ],
];

test.each(mistakes)("%s is refused with file, line and field, by the schema too", (text, message) => {
  const failure = failureOf(text);
  expect(failure.message).toBe(message);
  expect(failure.hint).not.toBe("");
  expect(validate(JSON.parse(text))).toBe(false);
});

/** What only the reader sees: relations between fields, which the schema does not express. */
const relations: readonly (readonly [text: string, message: string])[] = [
  [
    '{"gates": [{"measure": "epsilon", "below": 1, "above": 1}]}',
    "evenhand.json, line 1: gates[0].above must be smaller than below",
  ],
  [
    '{"gates": [{"measure": "association-z", "arm": "dp", "below": 1}]}',
    "evenhand.json, line 1: gates[0].arm does not belong to association-z",
  ],
  ['{"gates": [{"measure": "group-share", "above": 0.1}]}', "evenhand.json, line 1: gates[0] has no group"],
  ['{"gates": [{"measure": "without-mention-share", "above": 0.1}]}', "evenhand.json, line 1: gates[0] has no axis"],
  [
    '{"gates": [{"measure": "epsilon", "below": 1},\n{"measure": "epsilon", "below": 2}]}',
    "evenhand.json, line 2: gates[1] is the name of another gate",
  ],
];

test.each(relations)("%s is refused", (text, message) => {
  expect(failureOf(text).message).toBe(message);
});

test("the schema takes what the reader takes, and lists the same names", () => {
  const withoutComments = whole.replaceAll(/\/\/.*|\/\*.*?\*\//gu, "").replaceAll(/,(\s*[\]}])/gu, "$1");
  expect(validate(JSON.parse(withoutComments))).toBe(true);
  const { definitions } = schema;
  expect(definitions.axis.enum).toEqual([...axes]);
  expect(definitions.rule.enum).toEqual([...rules]);
  expect(definitions.gate.properties.measure.enum).toEqual([...armMeasures, ...scanMeasures]);
  expect(definitions.gate.properties.problem.enum).toEqual([...dataProblemKinds]);
});
