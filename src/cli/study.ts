import { EvenhandError } from "../base/errors.ts";
import { runFolder } from "../jobs/runFolder.ts";
import { studyDefaults } from "../jobs/studies/studyOptions.ts";
import type {
  RobustnessOptions,
  StudyJobOptions,
  StudyOptions,
  TradeOffOptions,
} from "../jobs/studies/studyOptions.ts";
import { trainingDefaults } from "../jobs/trainingDefaults.ts";
import { engineNames } from "../training/engineNames.ts";
import { defined, parseArguments } from "./arguments.ts";
import type { ParsedArguments } from "./arguments.ts";
import { exitCodes } from "./command.ts";
import type { Command, ExitCode, Terminal } from "./command.ts";
import { runPlaces, warningLines } from "./runPlaces.ts";
import { runWithProgress } from "./runWithProgress.ts";
import { studyTables } from "./studyTables.ts";

export const studyCommand: Command = {
  name: "study",
  summary: "what constraints keep and cost, and how training size bears on privacy and robustness",
  help: `usage: evenhand study tradeoff PATH… [OPTIONS]
       evenhand study robustness PATH… [OPTIONS]
       evenhand study resume ID [--out DIR] [--threads N]

tradeoff    fine-tunes a model on a corpus without a constraint, then with two kinds of constraint
            at several strengths, and measures what each keeps of a guard set (texts that tuning
            should leave alone) and what it costs in the task; also how alike guard and corpus are,
            and the losses on the line from the model to the tuned one and in a ball around it
robustness  fine-tunes a model on growing parts of a corpus, as it is, on the worst perturbation of
            each record and (with --epsilon) privately; measures how far each overfits and how well
            membership inference does, on the texts as they are and on their worst perturbation

Models stay in memory; what is left is a report, and lines in the privacy ledger. What a stopped
study has measured is kept until its report is there: "resume" repeats only the training that it
was stopped in.

of tradeoff:
  --guard FILE       the guard set, half of which is only measured; 20 bundled neutral sentences
                     about every group when absent
  --reference FILE   texts to compare the guard set with beside the corpus: what the model was
                     made from
  --lambda LIST      weights of the guard's loss; ${studyDefaults.lambdas.join(",")} when absent
  --radius LIST      how far the weights may move, as shares of how far they move without a
                     constraint; ${studyDefaults.radii.join(",")} when absent
of robustness:
  --share LIST       parts of the training records; ${studyDefaults.shares.join(",")} when absent
  --swap A:D         what the identity swap swaps, as for augment; gender:swap when absent
  --epsilon N        adds a private training for each part, with this budget each
  --delta N          1 / (${trainingDefaults.deltaDivisor} N) for N training records when absent
  --clip-norm N      longest gradient of a record; ${trainingDefaults.clipNorm} when absent
  --seeded-noise-not-private  noise from --seed, for tests; the report says that it is not private
  --no-text          leave examples of perturbed texts out of the report
of both:
  --model DIR        Hugging Face folder, or the name of a downloaded model; the bundled small
                     model when absent
  --field NAME       field that holds the text, of guard and reference as well; guessed when absent
  --steps N          of each training; ${studyDefaults.steps} when absent
  --lot N            expected records in a step; ${studyDefaults.lotSize} when absent
  --lr N             learning rate of Adam; ${trainingDefaults.learningRate.adam} when absent
  --max-tokens N     what the model is given at once; ${trainingDefaults.maximumTokens} when absent
  --held-out N       share of records that no training sees; ${studyDefaults.heldOut} when absent
  --limit N          texts of each kind that are measured, at most; ${studyDefaults.maximumTexts} when absent
  --seed N           for the split, the lots and the intervals; ${studyDefaults.seed} when absent
  --seeds N          trainings of each kind on the same split, with N seeds; 1 when absent
  --threads N        threads of the runtime; one per core when absent
  --engine E         who computes gradients, as for train: compiled (when absent), tfjs-node, webgpu
  --out DIR          where reports and the privacy ledger go; .evenhand when absent
  --title TEXT       title of the report
  --strict           stop at the first record that cannot be read
  --json             print the report as JSON instead of tables

examples:
  evenhand study tradeoff letters.jsonl --guard policies.txt
  evenhand study robustness letters.jsonl --share 0.25,1 --epsilon 8

Exit codes: 0 done, 2 wrong use, 3 failure or stopped.`,

  async run([study, ...args], terminal) {
    switch (study) {
      case "tradeoff":
        return runTradeOff(args, terminal);
      case "robustness":
        return runRobustness(args, terminal);
      case "resume":
        return resumeStudy(args, terminal);
      default:
        throw new EvenhandError(
          "arguments.invalid",
          study === undefined
            ? "Name a study: tradeoff or robustness, or resume one."
            : `There is no study "${study}".`,
          { hint: "See: evenhand study --help" },
        );
    }
  },
};

const commonOptions = {
  model: { type: "string" },
  field: { type: "string" },
  steps: { type: "string" },
  lot: { type: "string" },
  lr: { type: "string" },
  "max-tokens": { type: "string" },
  "held-out": { type: "string" },
  limit: { type: "string" },
  seed: { type: "string" },
  seeds: { type: "string" },
  threads: { type: "string" },
  engine: { type: "string" },
  out: { type: "string" },
  title: { type: "string" },
  strict: { type: "boolean" },
  json: { type: "boolean" },
} as const;

async function runTradeOff(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const parsed = parseArguments("study", args, {
    ...commonOptions,
    guard: { type: "string" },
    reference: { type: "string" },
    lambda: { type: "string" },
    radius: { type: "string" },
  });
  const options: TradeOffOptions = defined({
    ...commonOf(parsed),
    guard: parsed.text("guard"),
    reference: parsed.text("reference"),
    lambdas: parsed.numbers("lambda", 0, 1e9),
    radii: parsed.numbers("radius", 0, 1e9),
  });
  return show({ ...options, study: "tradeoff" }, parsed.flag("json"), terminal);
}

async function runRobustness(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const parsed = parseArguments("study", args, {
    ...commonOptions,
    share: { type: "string" },
    swap: { type: "string", multiple: true },
    epsilon: { type: "string" },
    delta: { type: "string" },
    "clip-norm": { type: "string" },
    "no-text": { type: "boolean" },
    "seeded-noise-not-private": { type: "boolean" },
  });
  const epsilon = parsed.number("epsilon", 1e-6, 1e6);
  const needsEpsilon = ["delta", "clip-norm"].find((name) => parsed.text(name) !== undefined);
  if (epsilon === undefined && needsEpsilon !== undefined) {
    throw new EvenhandError("arguments.invalid", `--${needsEpsilon} belongs to --epsilon.`, {
      hint: "See: evenhand study --help",
    });
  }
  const options: RobustnessOptions = defined({
    ...commonOf(parsed),
    shares: parsed.numbers("share", 0, 1e9),
    swaps: parsed.texts("swap").length === 0 ? undefined : parsed.texts("swap"),
    epsilon,
    delta: parsed.number("delta", 1e-300, 0.5),
    clipNorm: parsed.number("clip-norm", 1e-9, 1e9),
    noText: parsed.flag("no-text") ? true : undefined,
    seededNoiseNotPrivate: parsed.flag("seeded-noise-not-private") ? true : undefined,
  });
  return show({ ...options, study: "robustness" }, parsed.flag("json"), terminal);
}

async function resumeStudy(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const parsed = parseArguments("study", args, {
    out: { type: "string" },
    threads: { type: "string" },
    json: { type: "boolean" },
  });
  const [resume, ...others] = parsed.positionals;
  if (resume === undefined || others.length > 0) {
    throw new EvenhandError("arguments.invalid", "Name the study to go on with: evenhand study resume ID.", {
      hint: "IDs are the folders in .evenhand/studies; see: evenhand study --help",
    });
  }
  const own = { outDirectory: parsed.text("out"), threads: parsed.integer("threads", 1, 256) };
  return show(defined<StudyJobOptions>({ paths: [], resume, ...own }), parsed.flag("json"), terminal);
}

function commonOf(parsed: ParsedArguments): StudyOptions {
  if (parsed.positionals.length === 0) {
    throw new EvenhandError("arguments.invalid", "Name at least one file or folder to train on.", {
      hint: "See: evenhand study --help",
    });
  }
  return defined<StudyOptions>({
    paths: parsed.positionals,
    field: parsed.text("field"),
    model: parsed.text("model"),
    steps: parsed.integer("steps", 1, 1e7),
    lotSize: parsed.integer("lot", 1, 1e9),
    learningRate: parsed.number("lr", 1e-12, 1e3),
    maximumTokens: parsed.integer("max-tokens", 2, 1e6),
    heldOut: parsed.number("held-out", 1e-6, 0.9),
    maximumTexts: parsed.integer("limit", 20, 1e9),
    seed: parsed.integer("seed", 0, 4294967295),
    seeds: parsed.integer("seeds", 1, 100),
    threads: parsed.integer("threads", 1, 256),
    engine: parsed.choice("engine", engineNames),
    outDirectory: parsed.text("out"),
    title: parsed.text("title"),
    strict: parsed.flag("strict") ? true : undefined,
  });
}

async function show(options: StudyJobOptions, asJson: boolean, terminal: Terminal): Promise<ExitCode> {
  // Loaded here, so that --help and wrong use answer without the training runtime.
  const { runNamedStudy } = await import("../jobs/studies/runNamedStudy.ts");
  const report = await runWithProgress(terminal, (context) => runNamedStudy(options, context), { resumable: true });
  if (asJson) {
    terminal.out(`${JSON.stringify(report, undefined, 1)}\n`);
    return exitCodes.success;
  }
  const folder = runFolder(options.outDirectory, String(report.method.settings["run"]));
  const study = report.tradeOff === undefined ? "robustness" : "tradeoff";
  terminal.out(
    [
      report.title,
      "",
      studyTables(report),
      "",
      ...warningLines(report),
      ...runPlaces(folder, `${study}-${folder.id}`),
    ].join("\n"),
  );
  return exitCodes.success;
}
