import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { renderLabel } from "../../src/report/label.ts";
import { fullReport } from "../report/sampleReport.ts";
import { chromiumPath } from "./openPage.ts";
import { usePage } from "./usePage.ts";

/** The first bytes of a PNG with its width and height. */
function pngSize(bytes: Buffer): { width: number; height: number } {
  expect(bytes.subarray(0, 8).toString("latin1")).toBe("\u0089PNG\r\n\u001a\n");
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

describe.skipIf(chromiumPath === undefined)("the label on the page", () => {
  const pages = usePage();

  test("is saved by a browser as SVG and as PNG of twice its size", async () => {
    const { page, faults } = await pages.openFile(fullReport());
    const save = async (kind: string): Promise<Buffer> => {
      const download = page.waitForEvent("download");
      await page.locator("#label .save vscode-button", { hasText: kind }).click();
      const file = await download;
      expect(file.suggestedFilename()).toBe(`label.${kind.toLowerCase()}`);
      return await readFile(await file.path());
    };
    expect((await save("SVG")).toString("utf8")).toBe(renderLabel(fullReport()));
    const { width, height } = pngSize(await save("PNG"));
    const own = /height="(\d+)"/u.exec(renderLabel(fullReport()))?.[1];
    expect({ width, height }).toEqual({ width: 1200, height: 2 * Number(own) });
    expect(faults).toEqual([]);
    await page.close();
  });

  test("is about the arm that is chosen, and is handed to the editor to save", async () => {
    const { page, faults } = await pages.openInEditor(fullReport());
    await page.locator("#choose-label").click();
    await page.locator("#choose-label vscode-option", { hasText: /^\s*plain: / }).click();
    await expect
      .poll(() => page.locator("#label-picture desc").textContent())
      .toContain("Privacy: trained without differential privacy");
    await page.locator("#label .save vscode-button", { hasText: "PNG" }).click();
    const sent = () =>
      page.evaluate(
        () => (globalThis as unknown as { sentMessages: { kind: string; base64?: string }[] }).sentMessages,
      );
    await expect.poll(async () => (await sent()).at(-1)?.kind).toBe("saveImage");
    expect(pngSize(Buffer.from((await sent()).at(-1)?.base64 ?? "", "base64")).width).toBe(1200);
    expect(faults).toEqual([]);
    await page.close();
  });
});
