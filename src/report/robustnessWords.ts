import type { Estimate } from "../evaluation/estimate.ts";
import type { BiasReport } from "./biasReport.ts";
import { formatCount, formatDecimal, formatEpsilon, formatSmall } from "./numberFormat.ts";
import type { LossKind, RobustnessArm, RobustnessRun, RobustnessSection } from "./studySections.ts";
import { figureCells, figureText, numberCell } from "./studyTable.ts";
import type { StudyTable } from "./studyTable.ts";
import { maskSlurs } from "./wording.ts";

/** The words and tables of the study of training size, shared by every renderer. */

export const lossKinds = ["clean", "perturbed"] as const satisfies readonly LossKind[];

export const lossKindWords: Readonly<Record<LossKind, string>> = {
  clean: "texts as they are",
  perturbed: "worst perturbation",
};

/** The curves over the size of the training set, in reading order. */
export const robustnessCurves: readonly {
  readonly title: string;
  readonly reading: string;
  /** Of a model that gives nothing away. */
  readonly ideal: number;
  readonly figureOf: (run: RobustnessRun) => Estimate;
}[] = [
  {
    title: "Loss gap, texts as they are",
    reading: "Held-out loss less training loss, nats per token. Ideal 0: no overfitting.",
    ideal: 0,
    figureOf: ({ clean }) => clean.gap,
  },
  {
    title: "Loss gap, worst perturbation",
    reading: "The same under the worst form of each text. Ideal 0: no overfitting there either.",
    ideal: 0,
    figureOf: ({ perturbed }) => perturbed.gap,
  },
  {
    title: "Membership inference by the loss, texts as they are",
    reading: "Area under the curve. Ideal 0.5: an attacker who knows the loss can only guess.",
    ideal: 0.5,
    figureOf: ({ clean }) => clean.lossAttack,
  },
  {
    title: "Membership inference by the loss, worst perturbation",
    reading: "The same for an attacker who looks at the loss of each text's worst form.",
    ideal: 0.5,
    figureOf: ({ perturbed }) => perturbed.lossAttack,
  },
];

/** What the study did, in sentences. */
export function robustnessSentences({ robustness }: BiasReport): readonly string[] {
  if (robustness === undefined) return [];
  const { perturbations, leftOut, runs } = robustness;
  const changed = perturbations.map(
    ({ name, changed: count, texts }) => `${name} (${formatCount(count)} of ${formatCount(texts)} texts change)`,
  );
  const arms: Readonly<Record<RobustnessArm, string>> = {
    standard: "“standard” is trained on the records as they are",
    robust: "“robust” in each step on the worst form of each record drawn",
    private: "“private” on the records as they are, with clipping and noise",
  };
  const present = (["standard", "robust", "private"] as const).filter((arm) => runs.some((run) => run.arm === arm));
  return [
    ...[...new Set(runs.map(({ records }) => records))].map(
      (records) =>
        `Trained on ${formatCount(records)} records, held-out loss less training loss, texts as they are: ` +
        `${runs
          .filter((run) => run.records === records)
          .map((run) => `${run.arm} ${figureText(run.clean.gap)}`)
          .join(", ")} nats per token.`,
    ),
    `The worst perturbation of a text is whichever has the highest loss: the text itself, or ${changed.join(", ")}. Left out: ${leftOut.join("; ")}.`,
    `${present.map((arm) => arms[arm]).join("; ")}. Every training starts from the same weights and has the same number of steps, so that a smaller training set is seen more often. ` +
      (runs[0]?.bySeed === undefined
        ? "Intervals are over texts: another seed of training may differ by more. "
        : "Figures are means over trainings with several seeds, whose gaps a table shows one by one; intervals are over texts, for these trainings. ") +
      "Which training overfits more can depend on the size of the training set; the curves are shown, and no verdict is drawn.",
    ...(runs.some(({ privacy }) => privacy?.noiseSource === "operating system")
      ? [
          "ε is that of one training, with Poisson sampling, for adding or removing one record; whoever sees several trainings is held to more.",
        ]
      : []),
    ...(present.includes("private")
      ? [
          "Looking at training records costs privacy that ε does not cover: the gaps and areas of the private training are a test, not figures to publish.",
        ]
      : []),
  ];
}

/** A row for each run and kind of loss. */
export function gapsTable({ runs }: RobustnessSection): StudyTable {
  return {
    caption: "Loss gap and membership inference by size of the training set",
    columns: [
      { head: "Training" },
      { head: "Records", numeric: true },
      { head: "Loss of" },
      { head: "Training loss", numeric: true, title: "Nats per token" },
      { head: "Held-out loss", numeric: true, title: "Nats per token" },
      { head: "Gap", numeric: true, title: "Held-out less training; ideal 0" },
      { head: "95% interval", numeric: true },
      { head: "Loss attack", numeric: true, title: "Area under the curve; ideal 0.5, guessing" },
      { head: "95% interval", numeric: true },
      { head: "Ratio attack", numeric: true, title: "By the loss less that of the base model; ideal 0.5" },
      { head: "95% interval", numeric: true },
    ],
    rows: runs.flatMap((run) =>
      lossKinds.map((kind) => {
        const { train, test, gap, lossAttack, ratioAttack } = run[kind];
        return [
          { text: run.arm },
          { text: formatCount(run.records), value: run.records },
          { text: lossKindWords[kind] },
          { text: formatDecimal(train, 3), value: train },
          { text: formatDecimal(test, 3), value: test },
          ...figureCells(gap),
          ...figureCells(lossAttack),
          ...figureCells(ratioAttack),
        ];
      }),
    ),
  };
}

/** A row for each run of another kind than `standard`. */
export function againstStandardTable({ runs }: RobustnessSection): StudyTable {
  return {
    caption: "Loss gap less that of the standard training on the same records, nats per token",
    columns: [
      { head: "Training" },
      { head: "Records", numeric: true },
      { head: "Texts as they are", numeric: true, title: "Below 0: a smaller gap than the standard training's" },
      { head: "95% interval", numeric: true },
      { head: "Worst perturbation", numeric: true },
      { head: "95% interval", numeric: true },
    ],
    rows: runs.flatMap(({ arm, records, againstStandard }) =>
      againstStandard === undefined
        ? []
        : [
            [
              { text: arm },
              { text: formatCount(records), value: records },
              ...figureCells(againstStandard.clean),
              ...figureCells(againstStandard.perturbed),
            ],
          ],
    ),
  };
}

/** A row for each training, where there are several of each kind; undefined otherwise. */
export function seedGapsTable({ runs }: RobustnessSection): StudyTable | undefined {
  const rows = runs.flatMap(({ arm, records, bySeed = [] }) =>
    bySeed.map(({ seed, clean, perturbed }) => [
      { text: arm },
      { text: formatCount(records), value: records },
      { text: formatCount(seed), value: seed },
      numberCell(clean),
      numberCell(perturbed),
    ]),
  );
  if (rows.length === 0) return undefined;
  return {
    caption: "Each training on its own: loss gap, nats per token",
    columns: [
      { head: "Training" },
      { head: "Records", numeric: true },
      { head: "Seed", numeric: true },
      { head: "Texts as they are", numeric: true },
      { head: "Worst perturbation", numeric: true },
    ],
    rows,
  };
}

/** How large each training was, and what it promises. */
export function sizesTable({ runs }: RobustnessSection): StudyTable {
  return {
    caption: "How large each training was, and what it promises",
    columns: [
      { head: "Training" },
      { head: "Part", numeric: true, title: "Of the training records" },
      { head: "Records", numeric: true },
      { head: "Passes", numeric: true, title: "How often a record is drawn on average" },
      { head: "Seen", numeric: true, title: "Measured texts that were trained on" },
      { head: "Held out", numeric: true, title: "Measured texts that were not" },
      { head: "ε", numeric: true },
      { head: "δ", numeric: true },
    ],
    rows: runs.map(({ arm, share, records, passes, trainTexts, testTexts, privacy }) => [
      { text: arm },
      { text: formatSmall(share), value: share },
      { text: formatCount(records), value: records },
      { text: formatDecimal(passes, 1), value: passes },
      { text: formatCount(trainTexts), value: trainTexts },
      { text: formatCount(testTexts), value: testTexts },
      ...epsilonCells(privacy),
    ]),
  };
}

function epsilonCells(privacy: RobustnessRun["privacy"]): readonly { text: string; value?: number }[] {
  if (privacy === undefined) return [{ text: "none" }, { text: "–" }];
  const { epsilon, delta, noiseSource } = privacy;
  if (noiseSource !== "operating system") return [{ text: "seeded noise, not private" }, { text: "–" }];
  return [
    { text: formatEpsilon(epsilon), value: epsilon },
    { text: formatSmall(delta), value: delta },
  ];
}

/** Each perturbation with a few texts before and after; undefined in a report without text. */
export function examplesTable(
  { perturbations }: RobustnessSection,
  slurs: ReadonlySet<string>,
): StudyTable | undefined {
  const rows = perturbations.flatMap(({ name, examples = [] }) =>
    examples.map(({ before, after }) => [
      { text: name },
      { text: maskSlurs(before, slurs) },
      { text: maskSlurs(after, slurs) },
    ]),
  );
  if (rows.length === 0) return undefined;
  return {
    caption: "What the perturbations do",
    columns: [{ head: "Perturbation" }, { head: "Before" }, { head: "After" }],
    rows,
  };
}
