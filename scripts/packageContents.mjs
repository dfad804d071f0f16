// What an archive may hold, see scripts/packageContents.txt: the names that all platforms have, then a section of native files
// for each platform, because a library that is missing is noticed by nobody but the people of that platform.

/**
 * What is wrong with an archive, a line each; nothing where it holds exactly what is expected.
 *
 * @param {string} text of packageContents.txt
 * @param {string} target `linux-x64`
 * @param {readonly string[]} names of the files in the archive
 */
export function differences(text, target, names) {
  const expected = expectedOf(text, target);
  const found = new Set(names.map(plainName));
  const missing = [...expected].filter((name) => !found.has(name)).map((name) => `missing: ${name}`);
  const unknown = [...found].filter((name) => !expected.has(name)).map((name) => `unknown: ${name}`);
  return [...missing.toSorted(byName), ...unknown.toSorted(byName)];
}

/** The list with what an archive holds in place of what it said of its platform; other platforms' sections stay. */
export function withContents(text, target, names) {
  const sections = sectionsOf(text);
  const folder = nativeFolder(target);
  const all = [...new Set(names.map(plainName))].toSorted(byName);
  sections.set("", new Set(all.filter((name) => !name.startsWith(folder))));
  sections.set(target, new Set(all.filter((name) => name.startsWith(folder))));
  const { "": shared, ...native } = Object.fromEntries(sections);
  const blocks = Object.entries(native)
    .toSorted(([a], [b]) => byName(a, b))
    .map(([platform, files]) => [`# ${platform}`, ...files]);
  return [[...shared], ...blocks].map((lines) => `${lines.join("\n")}\n`).join("\n");
}

function expectedOf(text, target) {
  const sections = sectionsOf(text);
  return new Set([...(sections.get("") ?? []), ...(sections.get(target) ?? [])]);
}

/** From platform to its files; the first ones, of all platforms, have no name. */
function sectionsOf(text) {
  const sections = new Map([["", new Set()]]);
  let section = "";
  for (const line of text.split("\n")) {
    if (line.startsWith("# ")) section = line.slice(2);
    else if (line !== "") sections.set(section, (sections.get(section) ?? new Set()).add(line));
  }
  return sections;
}

function nativeFolder(target) {
  return `extension/node_modules/onnxruntime-node/bin/napi-v6/${target.replace("-", "/")}/`;
}

/** Without what changes with every build. */
function plainName(name) {
  return name.replace(/(dist\/chunks\/)[^/]+\.mjs$/, "$1*.mjs");
}

function byName(a, b) {
  return a < b ? -1 : 1;
}
