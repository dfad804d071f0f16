import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Terminal } from "../../src/cli/command.ts";
import { runReport } from "../../src/cli/report.ts";
import { renderLabel } from "../../src/report/label.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { withoutText } from "../../src/report/withoutText.ts";
import { fullReport } from "../report/sampleReport.ts";

describe("evenhand report", () => {
  let folder: string;
  let printed: string;
  const terminal: Terminal = {
    out: (text) => (printed += text),
    error: () => {},
    interactive: false,
    signal: new AbortController().signal,
  };
  const assets = () => ({ script: "void 0;", style: "" });
  const run = (...args: readonly string[]) => runReport(args, terminal, assets);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "evenhand-report-"));
    printed = "";
    await writeFile(join(folder, "report.json"), JSON.stringify(fullReport()));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  test("prints Markdown when no file is asked for", async () => {
    expect(await run(join(folder, "report.json"))).toBe(0);
    expect(printed).toBe(renderMarkdown(fullReport()));
  });

  test("writes both forms and says where they are", async () => {
    const html = join(folder, "out", "report.html");
    const markdown = join(folder, "report.md");
    expect(await run(join(folder, "report.json"), "--html", html, "--markdown", markdown)).toBe(0);
    expect(printed).toBe(`${html}\n${markdown}\n`);
    expect(await readFile(html, "utf8")).toMatch(/^<!doctype html>/);
    expect(await readFile(markdown, "utf8")).toBe(renderMarkdown(fullReport()));
  });

  test("prints nothing but JSON with --json: the report, or where it was written", async () => {
    expect(await run(join(folder, "report.json"), "--json")).toBe(0);
    expect(JSON.parse(printed)).toEqual(fullReport());
    printed = "";
    expect(await run(join(folder, "report.json"), "--json", "--no-text")).toBe(0);
    expect(JSON.parse(printed)).toEqual(withoutText(fullReport()));
    printed = "";
    const markdown = join(folder, "report.md");
    expect(await run(join(folder, "report.json"), "--json", "--markdown", markdown)).toBe(0);
    expect(JSON.parse(printed)).toEqual({ markdown });
  });

  test("puts two reports side by side in every form, and refuses forms that are about one", async () => {
    const [a, b] = [join(folder, "report.json"), join(folder, "b.json")];
    await writeFile(b, JSON.stringify({ ...fullReport(), title: "Second" }));
    expect(await run(a, "--compare", b)).toBe(0);
    expect(printed).toMatch(/^# Letters and notices: four arms against Second\n/);
    printed = "";
    expect(await run(a, "--compare", b, "--json")).toBe(0);
    expect(JSON.parse(printed)).toMatchObject({
      comparisonVersion: 1,
      a: { file: "report.json" },
      b: { file: "b.json" },
    });
    const html = join(folder, "comparison.html");
    expect(await run(a, "--compare", b, "--html", html)).toBe(0);
    expect(await readFile(html, "utf8")).toContain('id="comparison-data"');
    await expect(run(a, "--compare", b, "--csv", join(folder, "x.csv"))).rejects.toThrow("--csv is about one report");
    await expect(run(a, "--compare", b, "--html", b, "--force")).rejects.toThrow("is the report itself");
    await expect(run(a, "--compare", join(folder, "none.json"))).rejects.toMatchObject({ code: "report.invalid" });
  }, 30_000);

  test("writes the label of one arm", async () => {
    const label = join(folder, "label.svg");
    expect(await run(join(folder, "report.json"), "--label", label, "--arm", "plain")).toBe(0);
    expect(await readFile(label, "utf8")).toBe(renderLabel(fullReport(), "plain"));
  });

  test("does not replace a file unless it is told to", async () => {
    const markdown = join(folder, "report.md");
    await writeFile(markdown, "mine");
    await expect(run(join(folder, "report.json"), "--markdown", markdown)).rejects.toMatchObject({
      code: "output.exists",
    });
    expect(await readFile(markdown, "utf8")).toBe("mine");
    expect(await run(join(folder, "report.json"), "--markdown", markdown, "--force")).toBe(0);
    expect(await readFile(markdown, "utf8")).not.toBe("mine");
  });

  test("does not replace the report that it reads, by whatever name", async () => {
    const report = join(folder, "report.json");
    await symlink(folder, join(folder, "link"));
    const before = await readFile(report, "utf8");
    for (const [option, path] of [
      ["--markdown", report],
      ["--html", join(folder, "link", "report.json")],
    ] as const) {
      await expect(run(report, option, path, "--force")).rejects.toMatchObject({ code: "arguments.invalid" });
    }
    expect(await readFile(report, "utf8")).toBe(before);
  });

  test("says in words that there is no such report", async () => {
    await expect(run("missing.json")).rejects.toMatchObject({
      code: "report.invalid",
      message: "missing.json: cannot be read (there is no such file or folder)",
    });
  });

  test("leaves the corpus's sentences out on request", async () => {
    const html = join(folder, "report.html");
    await run(join(folder, "report.json"), "--html", html, "--no-text");
    expect(await readFile(html, "utf8")).not.toContain("The nurse said");
  });

  test("refuses wrong use and damaged files with one clear sentence", async () => {
    await expect(run()).rejects.toMatchObject({ code: "arguments.invalid" });
    await expect(run("a.json", "b.json")).rejects.toMatchObject({ code: "arguments.invalid" });
    await expect(run(join(folder, "report.json"), "--html", "x", "--markdown", "x")).rejects.toMatchObject({
      code: "arguments.invalid",
    });
    await expect(run(join(folder, "none.json"))).rejects.toMatchObject({ code: "report.invalid" });
    await writeFile(join(folder, "bad.json"), "{");
    await expect(run(join(folder, "bad.json"))).rejects.toMatchObject({
      code: "report.invalid",
      message: expect.stringMatching(/^bad\.json: not JSON/) as unknown,
    });
  });
});
