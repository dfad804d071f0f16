import type { BiasReport } from "../../../report/biasReport.ts";
import {
  attackWords,
  attackedArms,
  changesReading,
  leftOutSentence,
  membershipReading,
  noRecordsReading,
  promiseSentence,
  rateText,
  ratesOf,
  shownAttack,
  thresholdSentence,
} from "../../../report/membershipWords.ts";
import type { Attack } from "../../../report/membershipWords.ts";
import {
  formatCount,
  formatDecimal,
  formatProbability,
  formatRange,
  formatShareBound,
  formatSigned,
} from "../../../report/numberFormat.ts";
import { groupLabel } from "../../../report/wording.ts";
import { dotIntervals } from "../charts/dotIntervals.ts";
import type { DotHeading, DotLine } from "../charts/dotIntervals.ts";
import { chartFigure } from "../charts/figure.ts";
import type { Host } from "../host.ts";
import { dataTable } from "../table.ts";
import { canariesPart } from "./canaries.ts";
import { pastPart } from "./past.ts";
import { paragraph, part, section } from "./section.ts";

/** What attacks on training records find, beside what epsilon allows; tuning against them; planted texts. */
export function membershipSection(report: BiasReport, host: Host): HTMLElement | undefined {
  const parts = [...attackParts(report, host), pastPart(report, host), canariesPart(report, host)].filter(
    (one) => one !== undefined,
  );
  return parts.length === 0 ? undefined : section("membership", "Membership and privacy", ...parts);
}

function attackParts(report: BiasReport, host: Host): (HTMLElement | undefined)[] {
  const attacked = attackedArms(report);
  const [first] = attacked;
  if (first === undefined) return [];
  const leftOut = leftOutSentence(first.membership);
  const threshold = thresholdSentence(report);
  const sentences = attacked
    .map(({ arm, membership }) => promiseSentence(arm, membership))
    .filter((sentence) => sentence !== undefined);
  return [
    ...sentences.map(paragraph),
    chartFigure({
      title: "Area under the curve of each attack, with its 95% interval.",
      reading: membershipReading,
      draw: (width) =>
        dotIntervals(
          {
            lines: attacked.flatMap(({ arm, membership }): (DotHeading | DotLine)[] => [
              { kind: "heading", label: arm.label },
              ...membership.attacks.map((attack) => lineOf(attackWords[attack.attack].name, attack)),
            ]),
            label: "Area under the curve; 0.5 is guessing",
            tickFormat: (value) => formatDecimal(value, 2),
            neutral: 0.5,
            domain: domainOf(attacked.flatMap(({ membership }) => membership.attacks)),
            alternative: `Areas of ${attacked.map(({ arm }) => arm.label).join(", ")}; the table below has the figures.`,
          },
          width,
        ),
      table: () => attackTable(report, host),
    }),
    threshold === undefined ? undefined : paragraph(threshold),
    paragraph(noRecordsReading),
    changesPart(report, host),
    groupsPart(report, host),
    leftOut === undefined ? undefined : paragraph(leftOut),
  ];
}

/** Attacks on two arms, on the same texts. */
function changesPart({ membershipComparisons = [] }: BiasReport, host: Host): HTMLElement | undefined {
  if (membershipComparisons.length === 0) return undefined;
  return part(
    "Attacks, arm against arm",
    paragraph(changesReading),
    dataTable(host, {
      caption: "Change of the area under the curve",
      columns: [
        { head: "Arms" },
        { head: "Attack" },
        { head: "Change", numeric: true },
        { head: "95% interval", numeric: true },
        { head: "p, corrected", numeric: true },
        { head: "Members", numeric: true },
        { head: "Others", numeric: true },
      ],
      rows: membershipComparisons.map(({ a, b, attack, difference, interval, adjustedP, members, nonMembers }) => ({
        cells: [
          { text: `${b} − ${a}` },
          { text: attackWords[attack].name },
          { text: formatSigned(difference), value: difference },
          { text: formatRange(interval, formatSigned) },
          { text: formatProbability(adjustedP), value: adjustedP },
          { text: formatCount(members), value: members },
          { text: formatCount(nonMembers), value: nonMembers },
        ],
      })),
    }),
  );
}

/** Around 0.5, and as far as the intervals reach: nobody's area is near 0. */
function domainOf(attacks: readonly Attack[]): readonly [number, number] {
  const intervals = attacks.map(({ area }) => area.interval);
  return [Math.min(0.45, ...intervals.map(({ low }) => low)), Math.max(0.6, ...intervals.map(({ high }) => high))];
}

function lineOf(label: string, { area }: Attack): DotLine {
  const { value, interval } = area;
  return { kind: "value", label, value, low: interval.low, high: interval.high, figure: formatDecimal(value, 3) };
}

function attackTable(report: BiasReport, host: Host): HTMLElement {
  const attacked = attackedArms(report);
  return dataTable(host, {
    caption: "Attacks on each arm",
    columns: [
      { head: "Arm" },
      { head: "Attack" },
      { head: "Area", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "Advantage", numeric: true, title: "Largest share of members found less share of others accused" },
      ...ratesOf(report).flatMap((rate) => [
        {
          head: `Found at ${100 * rate}%`,
          numeric: true,
          title: "Share of members found at this rate of false positives, with its exact interval",
        },
        { head: "ε allows", numeric: true },
      ]),
      { head: "Members", numeric: true },
      { head: "Others", numeric: true },
    ],
    rows: attacked.flatMap(({ arm, membership }) =>
      membership.attacks.map((attack) => ({
        attributes: { "data-arm": arm.arm },
        cells: [
          { text: arm.arm },
          { text: attackWords[attack.attack].name },
          { text: formatDecimal(attack.area.value, 3), value: attack.area.value },
          { text: `${formatDecimal(attack.area.interval.low, 3)} to ${formatDecimal(attack.area.interval.high, 3)}` },
          { text: formatDecimal(attack.advantage, 3), value: attack.advantage },
          ...attack.truePositives.flatMap((rate) => [
            { text: rateText(rate), value: rate.value },
            rate.ceiling === undefined
              ? { text: "no limit" }
              : { text: formatShareBound(rate.ceiling), value: rate.ceiling },
          ]),
          { text: formatCount(attack.members), value: attack.members },
          { text: formatCount(attack.nonMembers), value: attack.nonMembers },
        ],
      })),
    ),
  });
}

function groupsPart(report: BiasReport, host: Host): HTMLElement | undefined {
  const rows = attackedArms(report).flatMap(({ arm, membership }) =>
    membership.groups.flatMap(({ group, attacks }) => {
      const attack = attacks.find((one) => one.attack === shownAttack);
      return attack === undefined ? [] : [{ arm: arm.arm, label: groupLabel(report, group), attack }];
    }),
  );
  if (rows.length === 0) return undefined;
  return part(
    "Who is exposed most?",
    dataTable(host, {
      caption: `Attack “${attackWords[shownAttack].name}” by group that the record mentions`,
      columns: [
        { head: "Group" },
        { head: "Arm" },
        { head: "Area", numeric: true },
        { head: "95% interval", numeric: true },
        ...ratesOf(report).map((rate) => ({
          head: `Found at ${100 * rate}%`,
          numeric: true,
          title: "Share of members found at this rate of false positives, with its exact interval",
        })),
        { head: "Members", numeric: true },
        { head: "Others", numeric: true },
      ],
      rows: rows.map(({ arm, label, attack }) => ({
        attributes: { "data-arm": arm },
        cells: [
          { text: label },
          { text: arm },
          { text: formatDecimal(attack.area.value, 3), value: attack.area.value },
          { text: `${formatDecimal(attack.area.interval.low, 3)} to ${formatDecimal(attack.area.interval.high, 3)}` },
          ...attack.truePositives.map((rate) => ({ text: rateText(rate), value: rate.value })),
          { text: formatCount(attack.members), value: attack.members },
          { text: formatCount(attack.nonMembers), value: attack.nonMembers },
        ],
      })),
    }),
  );
}
