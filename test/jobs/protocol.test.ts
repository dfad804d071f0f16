import { expect, test } from "vitest";
import { parseJobEvent, parseJobRequest } from "../../src/jobs/protocol.ts";

test("a start request keeps its job and options", () => {
  const request = {
    kind: "start",
    jobId: 3,
    job: { name: "scan", options: { paths: ["a.txt"], top: 5, strict: true } },
  };
  expect(parseJobRequest(request)).toEqual(request);
});

test("a request survives its way through JSON", () => {
  const request = {
    kind: "start",
    jobId: 1,
    job: { name: "train", options: { paths: ["a"], arms: ["dp"], epsilon: 8 } },
  };
  expect(parseJobRequest(JSON.parse(JSON.stringify(request)))).toEqual(request);
});

test.each([
  ["nothing", undefined],
  ["a list", []],
  ["no id", { kind: "cancel" }],
  ["an unknown kind", { kind: "pause", jobId: 1 }],
  ["an unknown job", { kind: "start", jobId: 1, job: { name: "format", options: { paths: [] } } }],
  ["a job named after an inherited property", { kind: "start", jobId: 1, job: { name: "toString", options: {} } }],
  ["no model", { kind: "start", jobId: 1, job: { name: "download", options: {} } }],
  ["paths that are none", { kind: "start", jobId: 1, job: { name: "scan", options: { paths: "a.txt" } } }],
  ["no paths", { kind: "start", jobId: 1, job: { name: "scan", options: {} } }],
  ["an unknown option", { kind: "start", jobId: 1, job: { name: "scan", options: { paths: [], epsilon: 1 } } }],
  ["an inherited option", { kind: "start", jobId: 1, job: { name: "scan", options: { paths: [], constructor: 1 } } }],
  ["a text for a number", { kind: "start", jobId: 1, job: { name: "train", options: { paths: [], epsilon: "8" } } }],
  ["a number that is none", { kind: "start", jobId: 1, job: { name: "train", options: { paths: [], epsilon: NaN } } }],
])("a request is refused that is %s", (_name, request) => {
  expect(() => parseJobRequest(request)).toThrow(TypeError);
});

test("progress keeps its figures and drops those that JSON could not carry", () => {
  const progress = {
    stage: "dp: fine-tuning",
    done: 2,
    total: 10,
    unit: "steps",
    figures: { loss: 3.5, epsilon: NaN },
  };
  const event = parseJobEvent(JSON.parse(JSON.stringify({ kind: "progress", jobId: 1, progress })));
  expect(event).toEqual({
    kind: "progress",
    jobId: 1,
    progress: { stage: "dp: fine-tuning", done: 2, total: 10, unit: "steps", figures: { loss: 3.5 } },
  });
});

test("a failure crosses as code, message and hint", () => {
  const failure = {
    kind: "failed",
    jobId: 1,
    code: "corpus.empty",
    message: "a.txt: no records",
    hint: "Choose another.",
  };
  expect(parseJobEvent(failure)).toEqual(failure);
});

test.each([
  ["a number", 7],
  ["of an unknown kind", { kind: "done", jobId: 1 }],
  ["progress in an unknown unit", { kind: "progress", jobId: 1, progress: { stage: "a", done: 1, unit: "parsecs" } }],
  ["a failure with an unknown code", { kind: "failed", jobId: 1, code: "oops", message: "", hint: "" }],
  ["a notice without a message", { kind: "notice", jobId: 1 }],
])("an event is refused that is %s", (_name, event) => {
  expect(() => parseJobEvent(event)).toThrow(TypeError);
});
