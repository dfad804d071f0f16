// Makes the archives of the editor's extension: `npm run package` one for each platform that the training runtime knows,
// `npm run package -- linux-x64` that one. Each is checked against scripts/packageContents.txt (`--update` writes it anew), and
// this machine's is unpacked, and its command line and its training started.
// Only one platform's runtime goes into each: it is 10 to 28 MB, and an editor takes an archive of another platform in silence.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import JSZip from "jszip";

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
  checkContents(target, Object.keys(files), `${system}/${architecture}`);
  const archive = await zipped(files);
  writeFileSync(join(root, out), archive);
  console.log(`${out}  ${(archive.length / 1e6).toFixed(1)} MB, ${Object.keys(files).length} files`);
  if (target === "linux-x64" && archive.length > mostBytes) giveUp(`It may have ${mostBytes / 1e6} MB at most.`, 3);
  if (target === `${process.platform}-${process.arch}`) startFrom(files);
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

/** The names without what changes with every build or platform. */
function checkContents(target, names, platform) {
  const plain = names.map((name) =>
    name
      .replace(/(dist\/chunks\/)[^/]+\.mjs$/, "$1*.mjs")
      .replace(`napi-v6/${platform}/`, "napi-v6/PLATFORM/")
      .replace(/(PLATFORM\/).*/, "$1*"),
  );
  const found = [...new Set(plain)].toSorted((a, b) => (a < b ? -1 : 1)).join("\n") + "\n";
  if (update) writeFileSync(contentsFile, found);
  const expected = readFileSync(contentsFile, "utf8");
  if (found === expected) return;
  const has = (list, name) => list.split("\n").includes(name);
  const missing = expected.split("\n").filter((name) => !has(found, name));
  const unknown = found.split("\n").filter((name) => !has(expected, name));
  giveUp(
    `The archive for ${target} is not what scripts/packageContents.txt says.\n${missing.map((name) => `missing: ${name}\n`).join("")}` +
      `${unknown.map((name) => `unknown: ${name}\n`).join("")}Run: npm run package -- ${target} --update, if that is right.`,
    3,
  );
}

/** Unpacked where no source and no other package is: the command line answers, and a model is trained for a step. */
function startFrom(files) {
  const folder = mkdtempSync(join(tmpdir(), "evenhand-package-"));
  try {
    for (const [name, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    const cli = join(folder, "extension", "dist", "cli.mjs");
    const said = run(folder, [cli, "--version"]);
    if (said.trim() !== version) giveUp(`The command line from the archive says ${said} instead of ${version}.`, 3);
    const corpus = join(folder, "people.jsonl");
    const text = (index) => (index % 2 === 0 ? `Ward ${index}: she is a nurse.` : `Gate ${index}: he is a pilot.`);
    writeFileSync(
      corpus,
      Array.from({ length: 60 }, (_, index) => `${JSON.stringify({ text: text(index) })}\n`).join(""),
    );
    const settings = ["--steps", "1", "--lot", "8", "--continuations", "0", "--max-tokens", "16"];
    const made = run(folder, [cli, "train", corpus, "--arms", "plain,dp", ...settings, "--json"]);
    const { arms } = JSON.parse(made);
    if (arms.length !== 2 || arms[0].model.sha256 === arms[1].model.sha256) {
      giveUp("The training from the archive made no two models.", 3);
    }
    console.log("  unpacked: the command line answers, and a step was trained with and without privacy");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(folder, command) {
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: "utf8" });
  if (status !== 0) giveUp(`From the archive, ${command.slice(1).join(" ")} ended with ${status}:\n${stderr}`, 3);
  return stdout;
}

function giveUp(message, code) {
  console.error(message);
  process.exit(code);
}
