import {
  armName,
  differenceText,
  estimateText,
  intervalCaution,
  itemsInReportsWords,
  measuresOf,
  measureSummary,
  measureWords,
  pairingText,
  rowDecimals,
  rowsOf,
} from "../../../report/comparison/comparisonWords.ts";
import type { MeasureName, ReportComparison } from "../../../report/comparison/reportComparison.ts";
import { formatCount } from "../../../report/numberFormat.ts";
import { axisName, axisOrder } from "../../../report/wording.ts";
import type { AxisName } from "../../../report/wording.ts";
import { chartFigure } from "../charts/figure.ts";
import { dropdown } from "../controls.ts";
import { element } from "../dom.ts";
import type { Host } from "../host.ts";
import { empty, paragraph, part, section } from "../sections/section.ts";
import type { Store } from "../state.ts";
import { dataTable } from "../table.ts";
import { sidesChart } from "./sidesChart.ts";

/** A measure of one axis, or of none. */
interface Subject {
  readonly measure: MeasureName;
  readonly axis: AxisName | undefined;
}

function subjectsOf(comparison: ReportComparison): readonly Subject[] {
  return [...axisOrder, undefined].flatMap((axis) =>
    measuresOf(comparison, axis).map((measure) => ({ measure, axis })),
  );
}

function subjectTitle({ measure, axis }: Subject): string {
  const { name, phrase } = measureWords(measure);
  return axis === undefined ? name : `${axisName(axis)}: ${phrase}`;
}

/** One measure of choice in both reports, arm by arm, with its difference in words. */
export function comparedAtAGlance(comparison: ReportComparison, host: Host, store: Store): HTMLElement {
  const subjects = subjectsOf(comparison);
  const [first] = subjects;
  if (first === undefined) {
    const words = comparison.scans === undefined ? "" : " How their scans differ stands below.";
    return element(
      "section",
      { id: "glance", "aria-label": "At a glance" },
      empty(`No measure of a model stands in both reports.${words}`),
    );
  }
  const chosen = (): Subject =>
    subjects.find((subject) => subjectTitle(subject) === store.state.comparedMeasure) ?? first;
  const control = dropdown({
    id: "choose-compared",
    label: "Measure",
    choices: subjects.map((subject) => ({ value: subjectTitle(subject), label: subjectTitle(subject) })),
    value: subjectTitle(chosen()),
    onChange: (comparedMeasure) => store.update({ comparedMeasure }),
  });
  const card = element("div", { id: "sides", class: "card" });
  const sentence = element("p", { id: "sentence", "aria-live": "polite" });
  store.watch(["comparedMeasure"], () => {
    const subject = chosen();
    const rows = rowsOf(comparison, subject.measure, subject.axis);
    card.replaceChildren(
      chartFigure({
        title: `${subjectTitle(subject)}, 95% intervals.`,
        reading: measureWords(subject.measure).reading,
        draw: (width) => sidesChart(rows, subjectTitle(subject), width),
        table: () => measureTable(comparison, host, subject),
      }),
    );
    sentence.textContent = measureSummary(comparison, subject.measure, subject.axis);
  });
  return element(
    "section",
    { id: "glance", "aria-label": "At a glance" },
    element("div", { class: "choices" }, control.element),
    card,
    sentence,
  );
}

/** Every measure that both reports have. */
export function measuresSection(comparison: ReportComparison, host: Host): HTMLElement | undefined {
  const subjects = subjectsOf(comparison);
  if (subjects.length === 0) return undefined;
  return section(
    "measures",
    "Measures",
    paragraph(`${intervalCaution(comparison)} ${itemsInReportsWords}`),
    ...subjects.map((subject) =>
      part(
        subjectTitle(subject),
        element("p", { class: "note" }, measureWords(subject.measure).reading),
        measureTable(comparison, host, subject),
      ),
    ),
  );
}

function measureTable(comparison: ReportComparison, host: Host, subject: Subject): HTMLElement {
  const rows = rowsOf(comparison, subject.measure, subject.axis);
  const decimals = rowDecimals(rows);
  return dataTable(host, {
    caption: subjectTitle(subject),
    columns: [
      { head: "Arm" },
      { head: "A", numeric: true },
      { head: "B", numeric: true },
      { head: "B − A", numeric: true },
      { head: "n", numeric: true },
      { head: "Compared" },
    ],
    rows: rows.map((row) => ({
      attributes: { "data-arm": row.arm },
      cells: [
        { text: armName(row) },
        { text: estimateText(row.a, row.unit, decimals), value: row.a.value },
        { text: estimateText(row.b, row.unit, decimals), value: row.b.value },
        {
          text: differenceText(row, decimals),
          value: row.difference.value,
          attributes: { class: "numeric difference", title: row.difference.interval?.method },
        },
        { text: row.a.n === row.b.n ? formatCount(row.a.n) : `${formatCount(row.a.n)}, ${formatCount(row.b.n)}` },
        { text: pairingText(row) },
      ],
    })),
  });
}
