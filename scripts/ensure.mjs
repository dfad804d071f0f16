// Makes a clean clone ready: installs the locked packages and builds, each only when something changed.
// `npm run demo` and `npm test` call it, so that one command is enough on a fresh machine. Only Node's own modules here.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

function run(command, args) {
  const result = spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
  if (result.status !== 0) {
    console.error(`\n${command} ${args.join(" ")} failed. Fix what it says above and run the same command again.`);
    process.exit(result.status ?? 3);
  }
}

function stampOf(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

function hash(paths) {
  const digest = createHash("sha256");
  for (const path of paths) digest.update(path).update("\0").update(readFileSync(path)).update("\0");
  return digest.digest("hex");
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort((a, b) => (a < b ? -1 : 1));
}

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Evenhand needs Node 20.19 or newer; this is ${process.version}.`);
  process.exit(2);
}

const lockHash = hash([join(root, "package-lock.json")]);
const installStamp = join(root, "node_modules", ".evenhand-installed");
if (stampOf(installStamp) !== lockHash) {
  console.error("Installing the packages of package-lock.json (once) ...");
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
  writeFileSync(installStamp, lockHash);
}

if (!process.argv.includes("--install-only")) {
  const inputs = [
    ...filesBelow(join(root, "src")),
    ...(existsSync(join(root, "media")) ? filesBelow(join(root, "media")) : []),
    join(root, "package.json"),
    join(root, "scripts", "build.mjs"),
  ].filter((path) => statSync(path).isFile());
  const buildHash = hash(inputs);
  const buildStamp = join(root, "dist", ".evenhand-built");
  if (stampOf(buildStamp) !== buildHash) {
    console.error("Building ...");
    run(process.execPath, [join("scripts", "build.mjs")]);
    writeFileSync(buildStamp, buildHash);
  }
}
