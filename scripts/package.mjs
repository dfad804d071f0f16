// Makes the archives of the editor's extension: `npm run package` one for each platform that the training runtime knows,
// `npm run package -- linux-x64` that one. Each is checked against scripts/packageContents.txt (`--update` writes it anew), and
// this machine's is unpacked, and its command line and its child process started, each with a training.
// Only one platform's runtime goes into each: it is 10 to 28 MB, and an editor takes an archive of another platform in silence.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import JSZip from "jszip";
import { differences, withContents } from "./packageContents.mjs";
import { startUnpacked } from "./unpackedPackage.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const runtimes = join("node_modules", "onnxruntime-node", "bin", "napi-v6");
const contentsFile = join(root, "scripts", "packageContents.txt");
/** The most that linux-x64 may be: what people wait for when they install it. */
const mostBytes = 22e6;

const update = process.argv.includes("--update");
const asked = process.argv.slice(2).filter((argument) => argument !== "--update");
const targets = asked.length > 0 ? asked : platforms();
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
for (const target of targets) await makeArchive(target);

function platforms() {
  return readdirSync(join(root, runtimes)).flatMap((system) =>
    readdirSync(join(root, runtimes, system)).map((architecture) => `${system}-${architecture}`),
  );
}

async function makeArchive(target) {
  const [system, architecture] = target.split("-");
  const runtime = join(runtimes, system, architecture ?? "");
  if (architecture === undefined || !existsSync(join(root, runtime))) {
    giveUp(`There is no training runtime for ${target}; there is one for ${platforms().join(", ")}.`, 2);
  }
  const allowList = readFileSync(join(root, ".vscodeignore"), "utf8");
  const ignoreFile = join(root, "dist", "package.vscodeignore");
  mkdirSync(dirname(ignoreFile), { recursive: true });
  writeFileSync(ignoreFile, allowList.replace("bin/napi-v6/linux/x64", `bin/napi-v6/${system}/${architecture}`));

  const out = join("dist", `evenhand-${target}-${version}.vsix`);
  const place = ["--target", target, "--out", out, "--ignoreFile", ignoreFile];
  const leniency = ["--allow-missing-repository", "--no-rewrite-relative-links", "--no-git-tag-version"];
  const vsce = join("node_modules", "@vscode", "vsce", "vsce");
  const result = spawnSync(process.execPath, [vsce, "package", ...place, ...leniency], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (result.status !== 0) giveUp(`${result.stdout}${result.stderr}`, result.status ?? 3);

  const files = await unzipped(readFileSync(join(root, out)));
  checkContents(target, Object.keys(files));
  const archive = await zipped(files);
  writeFileSync(join(root, out), archive);
  console.log(`${out}  ${(archive.length / 1e6).toFixed(1)} MB, ${Object.keys(files).length} files`);
  if (target === "linux-x64" && archive.length > mostBytes) giveUp(`It may have ${mostBytes / 1e6} MB at most.`, 3);
  if (target === `${process.platform}-${process.arch}`) await start(files);
}

async function unzipped(archive) {
  const { files } = await JSZip.loadAsync(archive);
  const read = Object.values(files).map(async (file) => [file.name, await file.async("nodebuffer")]);
  return Object.fromEntries(await Promise.all(read));
}

/** Deflated by zlib's own algorithm at its best, which neither the packer nor Node's zlib is: 4% less to download. */
function zipped(files) {
  const zip = new JSZip();
  for (const [name, bytes] of Object.entries(files)) zip.file(name, bytes, { createFolders: false });
  return zip.generateAsync({ type: "nodebuffer", compression: "DEFLATE", compressionOptions: { level: 9 } });
}

function checkContents(target, names) {
  if (update) writeFileSync(contentsFile, withContents(readFileSync(contentsFile, "utf8"), target, names));
  const wrong = differences(readFileSync(contentsFile, "utf8"), target, names);
  if (wrong.length === 0) return;
  giveUp(
    `The archive for ${target} is not what scripts/packageContents.txt says.\n${wrong.join("\n")}\n` +
      `Run: npm run package -- ${target} --update, if that is right.`,
    3,
  );
}

async function start(files) {
  try {
    await startUnpacked(files, version);
  } catch (error) {
    giveUp(error.message, 3);
  }
  console.log("  unpacked: command line and child process each trained a step with and without privacy");
}

function giveUp(message, code) {
  console.error(message);
  process.exit(code);
}
