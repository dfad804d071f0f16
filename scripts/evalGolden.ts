import { existsSync } from "node:fs";
import { join } from "node:path";
import { GoldenFolder } from "./evalGolden/goldenFolder.ts";
import { type HeldFile, holdFolder } from "./evalGolden/holdFolder.ts";

/**
 * Holds the engine against a folder laid out like `golden` (SPEC.md and README.md there): for each file and quantity the
 * largest deviation beside its tolerance. Exits 1 when one is larger, 2 for a wrong call:
 * `npm run eval:golden -- FOLDER [FILE ...]`.
 */
const root = process.env["EVENHAND_ROOT"] ?? process.cwd();
const [path = join(root, "..", "shared", "golden"), ...wanted] = process.argv.slice(2);
const folder = new GoldenFolder(path);
const unknown = existsSync(path) ? wanted.filter((name) => !folder.names().includes(name)) : [];
if (!existsSync(path) || !folder.has("batches.json")) {
  console.error(`${path}: has no batches.json; give a folder laid out like golden.`);
  process.exitCode = 2;
} else if (unknown.length > 0) {
  console.error(`${path}: has no ${unknown.join(", ")}.`);
  process.exitCode = 2;
} else {
  const files: HeldFile[] = [];
  console.log("| file | what | compared | largest deviation | tolerance | |\n| --- | --- | --- | --- | --- | --- |");
  for await (const file of holdFolder(folder, (name) => wanted.length === 0 || wanted.includes(name))) {
    files.push(file);
    printRows(file);
  }
  printNotHeld(files);
  const failed = files.filter(({ failure, deviations }) => {
    return failure !== undefined || deviations.rows.some(({ isWithin }) => !isWithin);
  });
  const held = files.filter(({ passedOver, deviations }) => passedOver === undefined && deviations.rows.length > 0);
  console.log(
    failed.length === 0 && held.length > 0
      ? `\nAll ${held.length} files held are within their tolerances.`
      : `\nNot within its tolerance, or not held: ${failed.map(({ name }) => name).join(", ") || "no file could be held"}.`,
  );
  if (failed.length > 0 || held.length === 0) process.exitCode = 1;
}

function printRows({ name, deviations, failure }: HeldFile): void {
  for (const { what, compared, deviation, tolerance, unit, where, isWithin } of deviations.rows) {
    const place = isWithin ? "" : ` at ${where}`;
    const figures =
      unit === "differences" ? `${deviation} differ | 0` : `${deviation.toExponential(1)} | ${tolerance} ${unit}`;
    console.log(`| ${name} | ${what} | ${compared} | ${figures} | ${isWithin ? "ok" : "FAIL"}${place} |`);
  }
  if (failure !== undefined) console.log(`| ${name} | | | | | FAIL: ${failure} |`);
}

function printNotHeld(files: readonly HeldFile[]): void {
  console.log("\nNot held:");
  for (const { name, passedOver, deviations } of files) {
    if (passedOver !== undefined) console.log(`- ${name}: ${passedOver}`);
    for (const { what, why } of deviations.notHeld) console.log(`- ${name}, ${what}: ${why}`);
  }
}
