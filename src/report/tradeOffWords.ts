import type { BiasReport } from "./biasReport.ts";
import { formatCount, formatDecimal, formatProbability, formatSmall } from "./numberFormat.ts";
import type { ConstraintStrategy, TradeOffRun, TradeOffSection } from "./studySections.ts";
import { figureCells, figureText, numberCell } from "./studyTable.ts";
import type { StudyTable } from "./studyTable.ts";

/** The words and tables of the study of constraints, shared by every renderer. */

/** `no constraint`, `guard loss, λ 1`, `ball, radius 0.5`. */
export function runName({ strategy, strength }: Pick<TradeOffRun, "strategy" | "strength">): string {
  return strategy === "none" ? strategyNames.none : `${strategyNames[strategy]}, ${strengthOf(strategy, strength)}`;
}

export const strategyNames: Readonly<Record<ConstraintStrategy, string>> = {
  none: "no constraint",
  loss: "guard loss",
  parameters: "ball",
};

/** Beside a point: `λ 1`, `r 0.5`. */
export function strengthOf(strategy: ConstraintStrategy, strength: number): string {
  switch (strategy) {
    case "none":
      return strategyNames.none;
    case "loss":
      return `λ ${formatSmall(strength)}`;
    case "parameters":
      return `radius ${formatSmall(strength)}`;
  }
}

export const tradeOffReading =
  "Each point is a model; left is better at the task, down is better on the guard set, and the base model is at 0, 0. A guard change of 0 means that fine-tuning left the guard set alone. A line shows one constraint growing stronger; bars are 95% intervals. The strength was not chosen for you.";

export const lineReading =
  "Held-out losses on the straight line through the weights: 0 is the base model, 1 the tuned one. A curve without a hump between them means that nothing lies in the way; where it still falls at 1, training could have gone on.";

/** What the study did, in sentences. */
export function tradeOffSentences({ tradeOff }: BiasReport): readonly string[] {
  if (tradeOff === undefined) return [];
  const { guard, task, base, runs } = tradeOff;
  const free = runs.find(({ strategy }) => strategy === "none");
  return [
    `Guard set: ${guard.name}; ${formatCount(guard.trainingTexts)} texts for the constraint, ${formatCount(guard.heldOutTexts)} others ` +
      `${guard.heldOutUnits === guard.heldOutTexts ? "" : `(${formatCount(guard.heldOutUnits)} sentences with their variants) `}for the measurement. ` +
      `Task: ${formatCount(task.records)} training records, ${formatCount(task.heldOutTexts)} held-out ones. ` +
      `The base model's held-out losses are ${figureText(base.guardLoss)} nats per token on the guard set and ${figureText(base.taskLoss)} on the task.`,
    ...(free === undefined
      ? []
      : [
          `Fine-tuning without a constraint changed the guard set's loss by ${figureText(free.guard)} and the task's by ${figureText(free.task)}.`,
        ]),
    "“Guard loss” trains on the task's loss and λ times the guard's. “Ball” pulls the weights back, after every update, into a ball around the base model's; its radius is given as a share of the distance that the run without a constraint went. Every run has the same lots and the same number of steps; none is private. " +
      (runs[0]?.bySeed === undefined
        ? "Intervals are over texts: another seed of training may differ by more."
        : "Figures are means over trainings with several seeds, which a table shows one by one; intervals are over texts, for these trainings."),
  ];
}

/** A row for each run. */
export function runsTable({ runs }: TradeOffSection): StudyTable {
  return {
    caption: "Change of the held-out losses against the base model, nats per token",
    columns: [
      { head: "Run" },
      { head: "Guard", numeric: true, title: "Loss of the held-out guard texts less the base model's; 0: left alone" },
      { head: "95% interval", numeric: true },
      { head: "Task", numeric: true, title: "Loss of the held-out records less the base model's; lower is better" },
      { head: "95% interval", numeric: true },
      { head: "Distance", numeric: true, title: "Euclidean distance of the weights from the base model's" },
    ],
    rows: runs.map((run) => [
      { text: runName(run) },
      ...figureCells(run.guard),
      ...figureCells(run.task),
      { text: formatDecimal(run.distance, 2), value: run.distance },
    ]),
  };
}

/** A row for each training, where there are several of each run; undefined otherwise. */
export function seedsTable({ runs }: TradeOffSection): StudyTable | undefined {
  const rows = runs.flatMap((run) =>
    (run.bySeed ?? []).map(({ seed, guard, task }) => [
      { text: runName(run) },
      { text: formatCount(seed), value: seed },
      numberCell(guard),
      numberCell(task),
    ]),
  );
  if (rows.length === 0) return undefined;
  return {
    caption: "Each training on its own: change of the held-out losses against the base model, nats per token",
    columns: [
      { head: "Run" },
      { head: "Seed", numeric: true },
      { head: "Guard", numeric: true },
      { head: "Task", numeric: true },
    ],
    rows,
  };
}

/** A row for each run with a constraint: what it does against the run without. */
export function againstNoneTable({ runs }: TradeOffSection): StudyTable {
  return {
    caption: "Against the run without a constraint, paired text by text, nats per token",
    columns: [
      { head: "Run" },
      { head: "Guard", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "p, Holm", numeric: true, title: "Paired sign-flip test, adjusted over all rows and both sets" },
      { head: "Task", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "p, Holm", numeric: true, title: "Paired sign-flip test, adjusted over all rows and both sets" },
    ],
    rows: runs.flatMap((run) => {
      if (run.againstNone === undefined) return [];
      const { guard, task } = run.againstNone;
      const p = ({ pValue, adjustedP = pValue }: typeof guard) => ({
        text: formatProbability(adjustedP),
        value: adjustedP,
      });
      return [[{ text: runName(run) }, ...figureCells(guard), p(guard), ...figureCells(task), p(task)]];
    }),
  };
}

/** A row for each model: how much the losses rise at the worst of a few models around it. */
export function ballTable({ runs, ball }: TradeOffSection): StudyTable {
  const row = (name: string, { guard, task }: TradeOffRun["ball"]): StudyTable["rows"][number] => [
    { text: name },
    ...figureCells(guard),
    ...figureCells(task),
  ];
  return {
    caption: `Rise of the loss at the worst of ${formatCount(ball.draws)} random models at distance ${formatDecimal(ball.radius, 2)}, nats per token; the worst is chosen on one half of the texts and measured on the other`,
    columns: [
      { head: "Around" },
      { head: "Guard", numeric: true, title: "0: flat; the higher, the more a small change of the weights does" },
      { head: "95% interval", numeric: true },
      { head: "Task", numeric: true },
      { head: "95% interval", numeric: true },
    ],
    rows: [row("base", ball.base), ...runs.map((run) => row(runName(run), run.ball))],
  };
}

/** A row for each point of a line. */
export function lineTable({ lines }: TradeOffSection): StudyTable {
  return {
    caption: "Held-out losses on the line from the base model (0) to a tuned one (1), nats per token",
    columns: [
      { head: "Tuned with" },
      { head: "Place", numeric: true },
      { head: "Guard", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "Task", numeric: true },
      { head: "95% interval", numeric: true },
    ],
    rows: lines.flatMap((line) =>
      line.points.map(({ t, guard, task }) => [
        { text: runName(line) },
        { text: formatDecimal(t, 2), value: t },
        ...figureCells(guard),
        ...figureCells(task),
      ]),
    ),
  };
}

type SimilarityName = keyof TradeOffSection["similarity"][number]["figures"];

const similarityWords: Readonly<Record<SimilarityName, { readonly name: string; readonly reading: string }>> = {
  unigrams: { name: "Words, Jensen-Shannon", reading: "0 the same shares of words, 1 no word in common" },
  bigrams: { name: "Pairs of words, Jensen-Shannon", reading: "0 the same shares, 1 no pair in common" },
  centroids: { name: "Mean token embedding, cosine", reading: "1 the same direction, 0 unrelated" },
  perplexities: {
    name: "Base perplexity, guard over other",
    reading: "1 as predictable, above 1 the guard is harder for the base model",
  },
  contexts: { name: "Runs of three words, Jaccard", reading: "0 none in common, 1 all" },
  "contexts shared": { name: "Share of the guard's runs of three words", reading: "0 none is in the other, 1 all are" },
};

/** A row for each measure and corpus that the guard set is compared with. */
export function similarityTable({ similarity }: TradeOffSection): StudyTable {
  return {
    caption: "How alike the guard set and other texts are",
    columns: [
      { head: "Measure" },
      { head: "Guard against" },
      { head: "Value", numeric: true },
      { head: "95% interval", numeric: true },
      { head: "How to read" },
    ],
    rows: Object.entries(similarityWords).flatMap(([measure, { name, reading }]) =>
      similarity.map((compared) => [
        { text: name },
        { text: compared.to === "task" ? "the task" : compared.name },
        ...figureCells(compared.figures[measure as SimilarityName]),
        { text: reading },
      ]),
    ),
  };
}
