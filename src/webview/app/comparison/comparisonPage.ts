import type { ReportComparison } from "../../../report/comparison/reportComparison.ts";
import type { Host } from "../host.ts";
import type { Store } from "../state.ts";
import { createTableOfContents } from "../tableOfContents.ts";
import { associationsSection, mentionsSection } from "./scans.ts";
import { comparisonHeader, differencesSection } from "./identity.ts";
import { comparedAtAGlance, measuresSection } from "./measures.ts";
import { notComparedSection } from "./notCompared.ts";

/** Two reports side by side: what differs about them, the measures that both have, the words that came and went. */
export function comparisonPage(comparison: ReportComparison, host: Host, store: Store): readonly HTMLElement[] {
  const sections = [
    differencesSection(comparison, host),
    measuresSection(comparison, host),
    mentionsSection(comparison, host),
    associationsSection(comparison, host),
    notComparedSection(comparison, host),
  ].filter((section) => section !== undefined);
  const [differences, ...rest] = sections;
  return [
    comparisonHeader(comparison, host),
    ...(differences === undefined ? [] : [differences]),
    comparedAtAGlance(comparison, host, store),
    createTableOfContents(sections),
    ...rest,
  ];
}
