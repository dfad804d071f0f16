import { associationSentence } from "./associationSentence.ts";
import type { ArmSection, BiasReport } from "./biasReport.ts";
import { biasMeasures, scannedAxes } from "./measures.ts";
import { attackedArms, promiseSentence } from "./membershipWords.ts";
import { formatCount, formatEpsilon, formatSmall } from "./numberFormat.ts";
import { formatTruePositives, protectionWords } from "./privacyWords.ts";
import { scanWarnings } from "./scanWarnings.ts";
import { summarySentence } from "./summarySentence.ts";
import { axisName, counted, listed } from "./wording.ts";

/** What a scan found about each axis, in sentences for cards: who is named how often, and with which company. */
export function biasStatements(report: BiasReport): string[] {
  return scannedAxes(report).flatMap((axis) => {
    const groups = (report.scan?.groups ?? []).filter((group) => group.axis === axis);
    const counts = groups.map(({ label, mentions }) => `${label} ${formatCount(mentions)}`).join(", ");
    return [`${axisName(axis)}, mentions: ${counts}.`, associationSentence(report, axis)];
  });
}

/** How far the scan's figures reach. */
export function limitStatements(report: BiasReport): string[] {
  const { scan, corpus } = report;
  const skipped = (corpus?.skipped ?? []).map(({ count, reason }) => `${formatCount(count)} left out: ${reason}.`);
  return [
    ...(scan === undefined
      ? []
      : [
          `Counted in ${counted(scan.totals.documents, "document")} by ${scan.rule} with lexicon ${scan.lexiconHash}: English words for ${listed(scannedAxes(report))}; groups that the lexicon does not name are not seen.`,
          "Associations are company within a sentence, not causes; the lexicon cannot tell every use of an ambiguous word.",
        ]),
    ...skipped,
    ...dataWarnings(report),
  ];
}

/** What is known of the data: all of its problems, and what a report without models warns of beside them. */
function dataWarnings({ scan, corpus, arms, tradeOff, robustness, warnings }: BiasReport): string[] {
  const told = scan === undefined ? [] : scanWarnings(scan, corpus?.skipped ?? []);
  const isAboutModels = arms !== undefined || tradeOff !== undefined || robustness !== undefined;
  return [
    // What was passed over is said with its reasons.
    ...(scan === undefined ? [] : scanWarnings(scan, [], Number.POSITIVE_INFINITY)),
    ...(isAboutModels ? [] : warnings.filter((warning) => !told.includes(warning))),
  ];
}

/** What the measures say about the arms, in sentences for a model's card: comparisons first, then what privacy promises. */
export function modelStatements(report: BiasReport): string[] {
  return biasMeasures(report).map((measure) => summarySentence(report, measure));
}

/** What epsilon promises about one arm, and what it does not cover. */
export function privacyStatements({ training, privacy }: ArmSection): string[] {
  if (training?.past !== undefined)
    return [`Tuned further against membership inference (PAST): ${training.past.claim}.`];
  if (privacy === undefined) {
    return [
      training === undefined
        ? "Not trained for this report, which does not know with how much privacy it was: nothing is promised."
        : "Trained without differential privacy: what it learnt of single records is not bounded.",
    ];
  }
  if (privacy.noiseSource !== "operating system") {
    return ["Trained with noise from a known seed, for testing: not private."];
  }
  return [
    `Epsilon ${formatEpsilon(privacy.epsilon)} at delta ${formatSmall(privacy.delta)}, by ${privacy.accountant}; ${protectionWords(privacy)}.`,
    ...(privacy.truePositivesAt1Percent === undefined
      ? []
      : [
          `No membership test finds more than ${formatTruePositives(privacy)} of the units when it wrongly accuses 1% of the others.`,
        ]),
    ...privacy.notCovered.map((sentence) => `Not covered: ${sentence}`),
  ];
}

/** What attacks on an arm found. */
export function membershipStatements(report: BiasReport, arm: string): string[] {
  return attackedArms(report)
    .filter((one) => one.arm.arm === arm)
    .map((one) => promiseSentence(one.arm, one.membership))
    .filter((sentence) => sentence !== undefined);
}
