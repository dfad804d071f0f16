import type { BiasReport } from "./biasReport.ts";
import { escapeMarkdown as escape, markdownTable } from "./markdownTable.ts";
import {
  attackWords,
  attackedArms,
  changesReading,
  leftOutSentence,
  membershipReading,
  promiseSentence,
  rateText,
  ratesOf,
  shownAttack,
  thresholdSentence,
} from "./membershipWords.ts";
import { canaryMarkdown, pastMarkdown } from "./markdownPast.ts";
import {
  formatCount,
  formatDecimal,
  formatProbability,
  formatRange,
  formatShareBound,
  formatSigned,
} from "./numberFormat.ts";
import { groupLabel } from "./wording.ts";

/** Membership inference on every arm, tuning against it, and what models remember of planted texts. */
export function membershipMarkdown(report: BiasReport): string {
  const parts = [...attacksMarkdown(report), pastMarkdown(report), canaryMarkdown(report)].filter(
    (part) => part !== "",
  );
  return parts.length === 0 ? "" : ["## Membership", ...parts].join("\n\n");
}

/** All attacks, then the groups under one of them. */
function attacksMarkdown(report: BiasReport): string[] {
  const attacked = attackedArms(report);
  if (attacked.length === 0) return [];
  const table = markdownTable(
    [
      { head: "Arm" },
      { head: "Attack" },
      { head: "Area", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "Advantage", numeric: true },
      ...ratesOf(report).map((rate) => ({ head: `Found at ${100 * rate}% FPR`, numeric: true })),
      {
        head: `ε allows at ${ratesOf(report)
          .map((rate) => `${100 * rate}%`)
          .join(", ")}`,
        numeric: true,
      },
      { head: "Members, others", numeric: true },
    ],
    attacked.flatMap(({ arm, membership }) =>
      membership.attacks.map((attack) => [
        escape(arm.arm),
        attackWords[attack.attack].name,
        formatDecimal(attack.area.value, 3),
        `${formatDecimal(attack.area.interval.low, 3)} to ${formatDecimal(attack.area.interval.high, 3)}`,
        formatDecimal(attack.advantage, 3),
        ...attack.truePositives.map(rateText),
        attack.truePositives
          .map(({ ceiling }) => (ceiling === undefined ? "" : formatShareBound(ceiling)))
          .filter((text) => text !== "")
          .join(", ") || "–",
        `${formatCount(attack.members)}, ${formatCount(attack.nonMembers)}`,
      ]),
    ),
  );
  const sentences = attacked
    .map(({ arm, membership }) => promiseSentence(arm, membership))
    .filter((sentence) => sentence !== undefined)
    .map(escape);
  return [
    membershipReading,
    table,
    thresholdSentence(report) ?? "",
    ...sentences,
    changesTable(report),
    groupTable(report),
  ];
}

/** Attacks on two arms, on the same texts. */
function changesTable({ membershipComparisons = [] }: BiasReport): string {
  if (membershipComparisons.length === 0) return "";
  const table = markdownTable(
    [
      { head: "Arms" },
      { head: "Attack" },
      { head: "Change of the area", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "p, corrected", numeric: true },
      { head: "Members, others", numeric: true },
    ],
    membershipComparisons.map(({ a, b, attack, difference, interval, adjustedP, members, nonMembers }) => [
      `${escape(b)} − ${escape(a)}`,
      attackWords[attack].name,
      formatSigned(difference),
      formatRange(interval, formatSigned),
      formatProbability(adjustedP),
      `${formatCount(members)}, ${formatCount(nonMembers)}`,
    ]),
  );
  return `### Attacks, arm against arm\n\n${changesReading}\n\n${table}`;
}

function groupTable(report: BiasReport): string {
  const attacked = attackedArms(report);
  const leftOut = attacked[0] === undefined ? undefined : leftOutSentence(attacked[0].membership);
  const rows = attacked.flatMap(({ arm, membership }) =>
    membership.groups.flatMap(({ group, attacks }) => {
      const attack = attacks.find((one) => one.attack === shownAttack);
      if (attack === undefined) return [];
      const { value, interval } = attack.area;
      return [
        [
          escape(groupLabel(report, group)),
          escape(arm.arm),
          formatDecimal(value, 3),
          `${formatDecimal(interval.low, 3)} to ${formatDecimal(interval.high, 3)}`,
          ...attack.truePositives.map(rateText),
          `${formatCount(attack.members)}, ${formatCount(attack.nonMembers)}`,
        ],
      ];
    }),
  );
  if (rows.length === 0) return escape(leftOut ?? "");
  const table = markdownTable(
    [
      { head: "Group" },
      { head: "Arm" },
      { head: "Area", numeric: true },
      { head: "95% interval", numeric: true },
      ...ratesOf(report).map((rate) => ({ head: `Found at ${100 * rate}% FPR`, numeric: true })),
      { head: "Members, others", numeric: true },
    ],
    rows,
  );
  return `### Who is exposed most? ${attackWords[shownAttack].name}\n\n${table}${leftOut === undefined ? "" : `\n\n${escape(leftOut)}`}`;
}
