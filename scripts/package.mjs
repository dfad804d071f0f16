// Makes the archive of one platform: `node scripts/package.mjs [TARGET]`, for example linux-x64; this machine's when absent.
// Only that platform's runtime goes in: each is 10 to 28 MB, and an editor takes an archive of another platform in silence.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const target = process.argv[2] ?? `${process.platform}-${process.arch}`;
const [system, architecture] = target.split("-");
const runtime = `node_modules/onnxruntime-node/bin/napi-v6/${system}/${architecture}`;
if (!existsSync(join(root, runtime))) {
  console.error(`There is no training runtime for ${target}: ${runtime} is missing.`);
  process.exit(2);
}

const allowList = readFileSync(join(root, ".vscodeignore"), "utf8");
const ignoreFile = join(root, "dist", "package.vscodeignore");
mkdirSync(dirname(ignoreFile), { recursive: true });
writeFileSync(ignoreFile, allowList.replace("bin/napi-v6/linux/x64", `bin/napi-v6/${system}/${architecture}`));

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const out = join("dist", `evenhand-${target}-${version}.vsix`);
const vsce = join("node_modules", "@vscode", "vsce", "vsce");
const place = ["--target", target, "--out", out, "--ignoreFile", ignoreFile];
const leniency = ["--allow-missing-repository", "--no-rewrite-relative-links", "--no-git-tag-version"];
const result = spawnSync(process.execPath, [vsce, "package", ...place, ...leniency], {
  cwd: root,
  stdio: ["ignore", "inherit", "inherit"],
});
if (result.status !== 0) process.exit(result.status ?? 3);
console.log(`${out}  ${(statSync(join(root, out)).size / 1e6).toFixed(1)} MB`);
