import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toolNames } from "../../src/jobs/tools/definitions.ts";

/** As `npm test` builds it. */
const cliPath = resolve(import.meta.dirname, "../../dist/cli.mjs");

describe.skipIf(!existsSync(cliPath))("the server for language models", () => {
  let folder: string;
  const client = new Client({ name: "test", version: "1.0.0" });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "evenhand-mcp-"));
    await writeFile(join(folder, "letters.txt"), "She left.\nHe stayed.\n");
    await client.connect(new StdioClientTransport({ command: process.execPath, args: [cliPath, "mcp", folder] }));
  });

  afterAll(async () => {
    await client.close();
    await rm(folder, { recursive: true });
  });

  test("offers read-only tools", async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([...toolNames]);
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
  });

  test("answers with text and figures", async () => {
    const scanned = await client.callTool({ name: "scan_corpus", arguments: { paths: ["letters.txt"] } });
    expect(scanned.structuredContent).toMatchObject({ records: 2 });
    const swapped = await client.callTool({ name: "preview_counterfactual", arguments: { text: "She left." } });
    expect(swapped.content).toEqual([{ type: "text", text: expect.stringContaining("He left.") as string }]);
  });

  test("says what is wrong with a call, and goes on", async () => {
    const outside = await client.callTool({ name: "scan_corpus", arguments: { paths: ["/etc"] } });
    expect(outside).toMatchObject({ isError: true, content: [{ text: expect.stringContaining("outside") as string }] });
    const hidden = await client.callTool({ name: "scan_corpus", arguments: { paths: ["."], includeText: true } });
    expect(hidden).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining("--allow-text") as string }],
    });
    const wrong = await client.callTool({ name: "scan_corpus", arguments: { paths: [] } }).catch(String);
    expect(JSON.stringify(wrong)).toContain("paths");
    expect((await client.listTools()).tools).toHaveLength(toolNames.length);
  });
});
