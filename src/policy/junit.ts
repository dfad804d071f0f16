import type { GateResult } from "./checkGate.ts";
import type { Gate } from "./gate.ts";
import type { Placed } from "./policy.ts";

/**
 * The results as a JUnit file, which pipelines show: a gate is a test case of evenhand.json, and one that is not
 * measurable but optional is skipped.
 *
 * @param file evenhand.json as people are told it
 * @param checkedAt ISO 8601
 */
export function junitXml(
  results: readonly GateResult<Gate & { readonly place: Placed }>[],
  { file, checkedAt }: { readonly file: string; readonly checkedAt: string },
): string {
  const failures = results.filter(({ letsPass }) => !letsPass).length;
  const skipped = results.filter(({ verdict, letsPass }) => letsPass && verdict !== "passed").length;
  const counts = `tests="${results.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
  const cases = results.map(({ gate, verdict, letsPass, reason }) => {
    const head = `    <testcase classname="evenhand.gates" name="${escape(gate.name)}" file="${escape(file)}" line="${gate.place.line}" time="0"`;
    if (verdict === "passed") return `${head}/>`;
    const kind = letsPass ? "skipped" : "failure";
    return `${head}>\n      <${kind} message="${escape(reason)}"/>\n    </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="evenhand" ${counts} time="0">`,
    `  <testsuite name="evenhand gates" ${counts} time="0" timestamp="${escape(checkedAt)}">`,
    ...cases,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

/** Of what XML cannot hold, characters are left out: names come from a file that people write. */
function escape(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll(/[\t\n\r]/g, " ");
}
