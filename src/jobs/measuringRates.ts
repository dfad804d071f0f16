import { seededRandom } from "../base/random.ts";
import { spread } from "../base/spread.ts";
import { evaluateModel, neutralLosses } from "../evaluation/evaluateScorer.ts";
import { neutralBeginnings } from "../evaluation/neutralText.ts";
import { textLosses } from "../evaluation/textLosses.ts";
import { createTokenScorer } from "../training/runtime/createTokenScorer.ts";
import { scoreBenchmarks } from "./askedBenchmarks.ts";
import type { JobContext } from "./context.ts";
import { countedScorer } from "./countedScorer.ts";
import { drawDocuments, mostMeasured } from "./documentDraw.ts";
import { measureGenerations } from "./generations.ts";
import type { MeasuredRates } from "./measuredRates.ts";
import { attackArm, membershipTexts, scoreForAttack } from "./membership.ts";
import type { OpenedModel, PreparedCorpus } from "./preparedRun.ts";

/** Held-out texts beyond are taken to be like these. */
const mostCounted = 1000;

/**
 * Seconds for the figures of one model and for what is scored once: the nodes of everything that will be scored, at the pace of
 * some attacked texts; the statistics, for figures that a model without knowledge would have; and what a model writes.
 */
export async function measuringRates(
  { base, settings, toxicity, benchmarks }: OpenedModel,
  { corpus }: PreparedCorpus,
  threads: number | undefined,
  context: JobContext,
): Promise<Pick<MeasuredRates, "measuring" | "once">> {
  const quiet: JobContext = { ...context, onProgress: () => {} };
  context.onProgress({ stage: "a trial measurement", done: 0, total: 1, unit: "items" });
  const scorer = await createTokenScorer(base, threads === undefined ? {} : { threads });
  let measuring: number;
  let once: number;
  try {
    const attacked = membershipTexts(corpus, settings.maximumTokens);
    const counted = countedScorer(scorer);
    const scores = await scoreForAttack("", counted, attacked, quiet);
    const ofAttack = counted.nodes;

    const started = performance.now();
    await attackArm("", counted, scores, attacked, { claim: undefined, audits: 1 }, quiet);
    await neutralLosses(counted, quiet);
    await evaluateModel(counted, { texts: [], random: seededRandom(settings.seed), signal: context.signal });
    await scoreBenchmarks(counted, benchmarks.scored, { label: "", seed: settings.seed }, quiet);
    const statistics = (performance.now() - started) / 1000;
    const ofMeasures = counted.nodes - ofAttack;

    const measured = drawDocuments(corpus.heldOut.flat(), mostMeasured, settings.seed);
    const heldOut = spread(measured, mostCounted).map(({ id, text }) => ({ id, text, groups: [] }));
    await textLosses(counted, heldOut, context);
    const ofHeldOut = (counted.nodes - ofAttack - ofMeasures) * (measured.length / Math.max(1, heldOut.length));

    const secondsFor = await pace([64, 256], async (many) => {
      const some = { ...attacked, texts: spread(attacked.texts, many) };
      const counting = countedScorer(scorer);
      await scoreForAttack("", counting, some, quiet);
      await scoreForAttack("", scorer, some, quiet);
      return counting.nodes;
    });
    measuring = statistics + secondsFor(ofMeasures + ofHeldOut);
    once = secondsFor(ofAttack);
  } finally {
    await scorer.dispose();
  }
  const { continuations, seed } = settings;
  if (continuations === 0) return { measuring, once };
  const beginnings = benchmarks.beginnings ?? neutralBeginnings();
  const secondsFor = await pace([64, 256], async (many) => {
    const asked = { prompts: spread(beginnings, many), continuations: 1, toxicity, seed, threads };
    await measureGenerations(base, "", asked, quiet);
    return asked.prompts.length;
  });
  return { measuring: measuring + secondsFor(beginnings.length * continuations), once };
}

/**
 * How long an amount of work takes, from what a little and much more take: the rest of the little is spent once.
 *
 * @param work says how much it was
 */
async function pace(
  [little, much]: readonly [number, number],
  work: (many: number) => Promise<number>,
): Promise<(amount: number) => number> {
  const timed = async (many: number): Promise<{ readonly amount: number; readonly seconds: number }> => {
    const started = performance.now();
    const amount = await work(many);
    return { amount, seconds: (performance.now() - started) / 1000 };
  };
  const first = await timed(little);
  const second = await timed(much);
  const more = second.amount - first.amount;
  // Where there is no more to try, the second time tells what each takes: the difference is chance alone.
  const each =
    more > 0 ? Math.max(0, second.seconds - first.seconds) / more : second.seconds / Math.max(1, second.amount);
  return (amount) => Math.max(second.seconds + each * (amount - second.amount), 0);
}
