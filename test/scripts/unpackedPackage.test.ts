import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { trainInChild } from "../../scripts/unpackedPackage.mjs";

const childPath = fileURLToPath(new URL("../fixtures/jobs/child.mjs", import.meta.url));
const folder = resolve(import.meta.dirname);

describe("training in the child process of an unpacked package", () => {
  test.each([
    { corpus: "exit", says: "ended with 7 before it was done" },
    { corpus: "complain", says: "native library says no" },
    { corpus: "fail", says: "empty.txt: no records" },
    { corpus: "finish", says: "made no two models, one of them private" },
  ])("is refused where the child does $corpus", async ({ corpus, says }) => {
    await expect(trainInChild(childPath, corpus, folder)).rejects.toThrow(says);
  });

  test("is refused where there is no child", async () => {
    await expect(trainInChild(resolve(folder, "no-child.mjs"), "finish", folder)).rejects.toThrow("no-child.mjs");
  });
});
