import type { Checkpoint } from "../../lm/checkpoint.ts";
import type { TokenScorer } from "../../lm/tokenScorer.ts";
import { copyOf, moveTo } from "../../training/constraint/parameterSpace.ts";
import type { Point } from "../../training/constraint/parameterSpace.ts";
import type { GradientEngine, TrainingRecord } from "../../training/gradientEngine.ts";
import { trainLoop } from "../../training/loop.ts";
import type { LoopState, Protection } from "../../training/loop.ts";
import { chosenOptimizer } from "../../training/optimizer/chosenOptimizer.ts";
import { createGradientEngine } from "../../training/runtime/createGradientEngine.ts";
import { createTokenScorer } from "../../training/runtime/createTokenScorer.ts";
import { firstBrokenLayer } from "../../training/runtime/firstBrokenLayer.ts";
import { openEngine } from "../../training/runtime/openEngine.ts";
import type { RandomStreams } from "../../training/privacy/randomStream.ts";
import type { JobContext } from "../context.ts";
import type { TrainingSettings } from "../trainingSettings.ts";
import { startUpdater } from "../update/startUpdater.ts";
import type { Updater } from "../update/startUpdater.ts";

/** What a training of a study is made of, beside the model. */
export interface StudyRun {
  /** For the progress: "lambda 1". */
  readonly label: string;
  readonly records: readonly TrainingRecord[];
  readonly expectedLotSize: number;
  readonly streams: RandomStreams;
  readonly protection?: Protection;
  /** Changes what the engine adds up; the engine itself when absent. */
  readonly around?: (engine: GradientEngine) => GradientEngine;
  /** Called after each update, before anything else looks at the weights. */
  readonly onUpdate?: () => void;
}

/**
 * One model in memory that is trained again and again from the same start and measured where it lies, so that what is
 * compiled is compiled once. All parameters are trained.
 */
export class LiveModel {
  /** The weights that every training starts from; never changed. */
  readonly base: Point;
  /** The weights as they are now. */
  readonly weights: Point;
  readonly scorer: TokenScorer;
  readonly #checkpoint: Checkpoint;
  readonly #engine: GradientEngine;
  readonly #updater: Updater;
  readonly #settings: TrainingSettings;

  private constructor(
    checkpoint: Checkpoint,
    settings: TrainingSettings,
    { engine, scorer, updater }: { engine: GradientEngine; scorer: TokenScorer; updater: Updater },
  ) {
    this.base = copyOf(engine.trainable);
    this.weights = engine.trainable;
    this.scorer = scorer;
    this.#checkpoint = checkpoint;
    this.#engine = engine;
    this.#updater = updater;
    this.#settings = settings;
  }

  static async open(
    checkpoint: Checkpoint,
    settings: TrainingSettings,
    threads: number | undefined,
  ): Promise<LiveModel> {
    const own = threads === undefined ? {} : { threads };
    const steps = await openEngine(settings.engine, { folder: process.cwd(), ...own });
    const engine = await createGradientEngine(checkpoint.config, checkpoint.parameters, {
      maximumTokens: settings.maximumTokens,
      engine: steps,
      ...own,
    });
    const coordinates = [...engine.trainable.values()].reduce((total, { length }) => total + length, 0);
    const updater = await startUpdater({ noise: undefined, coordinates, ...own });
    return new LiveModel(checkpoint, settings, { engine, scorer: await createTokenScorer(checkpoint, own), updater });
  }

  /** Trains from the base weights; the result lies in `weights`. */
  async train(run: StudyRun, { signal, onProgress }: JobContext): Promise<LoopState> {
    const settings = this.#settings;
    moveTo(this.weights, this.base);
    return trainLoop({
      engine: run.around?.(this.#engine) ?? this.#engine,
      update: this.#updater.update,
      optimizer: chosenOptimizer(settings.optimizer, this.weights),
      records: run.records,
      expectedLotSize: run.expectedLotSize,
      steps: settings.steps,
      learningRate: { peak: settings.learningRate, warmUpSteps: settings.warmUpSteps, decay: settings.decay },
      streams: run.streams,
      ...(run.protection === undefined ? {} : { protection: run.protection }),
      firstBrokenLayer: (tokens) =>
        firstBrokenLayer(this.#checkpoint.config, this.#engine.parameters, tokens, { threads: 1 }),
      signal,
      onStep: ({ step, steps, epsilon, loss }) => {
        run.onUpdate?.();
        onProgress({
          stage: `${run.label}: fine-tuning`,
          done: step,
          total: steps,
          unit: "steps",
          figures: { ...(epsilon === undefined ? {} : { epsilon }), ...(loss === undefined ? {} : { loss }) },
        });
      },
    });
  }

  async dispose(): Promise<void> {
    await this.#updater.stop();
    await this.scorer.dispose();
    await this.#engine.dispose();
  }
}
