import type { BiasReport } from "../../../report/biasReport.ts";
import { formatCount, formatDecimal, formatProbability } from "../../../report/numberFormat.ts";
import type { ContrastSection } from "../../../report/scanFindings.ts";
import {
  againstLabel,
  contrastName,
  contrastSentence,
  contrastsWithWords,
  emptyContrastsSentence,
  placesOfCountsWords,
  rangeText,
  shownWord,
  turnedContrast,
} from "../../../report/scanWords.ts";
import { counted, groupLabel, slursOf } from "../../../report/wording.ts";
import { behindWord } from "../behindWord.ts";
import { contrastChart } from "../charts/contrast.ts";
import { chartFigure } from "../charts/figure.ts";
import { dropdown } from "../controls.ts";
import type { Choice } from "../controls.ts";
import { element } from "../dom.ts";
import type { Host } from "../host.ts";
import { sortableTable } from "../sortableTable.ts";
import type { Store, ViewState } from "../state.ts";
import { paragraph, section } from "./section.ts";

/** The words that part two groups, or a group from others; absent where the scan compared none. */
export function contrastsSection(report: BiasReport, host: Host, store: Store): HTMLElement | undefined {
  // Each pair of groups can be read from either side.
  const contrasts = contrastsWithWords(report).flatMap((contrast) => {
    const turned = turnedContrast(report, contrast);
    return turned === undefined ? [contrast] : [contrast, turned];
  });
  const none = emptyContrastsSentence(report);
  const [first] = contrasts;
  if (first === undefined) return none === undefined ? undefined : section("contrasts", "Contrasts", paragraph(none));
  const groups = (report.scan?.groups ?? []).map(({ group }) => group);
  const firstSides = groups.filter((group) => contrasts.some((contrast) => contrast.group === group));
  const of = (group: string): readonly ContrastSection[] => contrasts.filter((contrast) => contrast.group === group);
  const chosen = ({ contrastGroup, contrastAgainst }: ViewState): ContrastSection => {
    const own = of(contrastGroup);
    return own.find(({ against = "" }) => against === contrastAgainst) ?? own[0] ?? first;
  };
  const choicesFor = (group: string): readonly Choice[] =>
    of(group).map((contrast) => ({ value: contrast.against ?? "", label: againstLabel(report, contrast) }));
  const now = chosen(store.state);
  const against = dropdown({
    id: "contrast-against",
    label: "against",
    choices: choicesFor(now.group),
    value: now.against ?? "",
    onChange: (contrastAgainst) => store.update({ contrastAgainst }),
  });
  const group = dropdown({
    id: "contrast-group",
    label: "Group",
    choices: firstSides.map((side) => ({ value: side, label: groupLabel(report, side) })),
    value: now.group,
    onChange: (contrastGroup) => {
      store.update({ contrastGroup });
      const next = chosen(store.state);
      against.setChoices(choicesFor(next.group), next.against ?? "");
    },
  });
  const holder = element("div", { id: "contrast" });
  store.watch(["contrastGroup", "contrastAgainst", "showSlurs"], (state) =>
    holder.replaceChildren(...contrastParts(report, host, chosen(state), state.showSlurs)),
  );
  return section(
    "contrasts",
    "Contrasts",
    element("div", { class: "choices" }, group.element, against.element),
    holder,
    none === undefined ? undefined : element("p", { class: "note" }, none),
  );
}

function contrastParts(
  report: BiasReport,
  host: Host,
  contrast: ContrastSection,
  showSlurs: boolean,
): readonly HTMLElement[] {
  const slurs = slursOf(report);
  const name = contrastName(report, contrast);
  const [here, there] = [groupLabel(report, contrast.group), againstLabel(report, contrast)];
  const places = (group: string | undefined, word: string, times: number): (() => void) | undefined =>
    group === undefined
      ? undefined
      : behindWord(report, host, { group, word, counts: counted(times, "time") }, showSlurs);
  const n = `n = ${formatCount(contrast.sentences)} and ${counted(contrast.againstSentences, "sentence")}; ${counted(contrast.tests, "test")}.`;
  return [
    chartFigure({
      title: `${name}: the words that part them, 95% intervals.`,
      reading: `Log-odds with an informative prior: above 0, more beside ${here}; below 0, more beside ${there}. ${n}`,
      draw: (width) => contrastChart(report, contrast, showSlurs, width),
      table: () =>
        sortableTable(host, {
          caption: name,
          columns: [
            { head: "Word" },
            { head: "log-odds", numeric: true },
            { head: "95% interval", numeric: true },
            { head: "z", numeric: true },
            { head: `Beside ${here}`, numeric: true, title: "times in their sentences" },
            { head: `Beside ${there}`, numeric: true, title: "times in their sentences" },
            { head: "q", numeric: true, title: "Benjamini-Hochberg over the tests of this contrast" },
          ],
          rows: contrast.rows.map((row) => ({
            attributes: { "data-word": shownWord(row.word, slurs, showSlurs) },
            cells: [
              { text: shownWord(row.word, slurs, showSlurs) },
              { text: formatDecimal(row.delta, 2), value: row.delta },
              { text: rangeText(row.deltaLow, row.deltaHigh), value: row.deltaLow },
              { text: formatDecimal(row.z, 1), value: row.z },
              { text: formatCount(row.count), value: row.count, open: places(contrast.group, row.word, row.count) },
              {
                text: formatCount(row.againstCount),
                value: row.againstCount,
                open: places(contrast.against, row.word, row.againstCount),
              },
              { text: formatProbability(row.q), value: row.q },
            ],
          })),
        }),
    }),
    element("p", { class: "note" }, placesOfCountsWords),
    element("p", { class: "sentence" }, contrastSentence(report, contrast, showSlurs ? new Set() : slurs)),
  ];
}
