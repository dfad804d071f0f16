import type { BudgetReport, CorpusBudget } from "../jobs/budget.ts";
import { mixedUnits } from "../jobs/privacyUnit.ts";
import { formatEpsilon, formatSmall, shortHash } from "../report/numberFormat.ts";
import { formatMu, formatTruePositives } from "../report/privacyWords.ts";
import { parseArguments } from "./arguments.ts";
import { exitCodes } from "./command.ts";
import type { Command } from "./command.ts";
import { shownPath } from "./shownPath.ts";
import { textTable } from "./textTable.ts";
import { wrapText } from "./wrapText.ts";

export const budgetCommand: Command = {
  name: "budget",
  summary: "what each corpus has spent of its privacy, and the most that it may",
  help: `usage: evenhand budget [PATH…] [OPTIONS]

Shows what private training has spent of each corpus in the ledger, or of the corpus in PATH…: all
runs composed, never added up. A run that would spend more than the budget does not start.
A corpus is known by the content of its files; what corpora with a file in common have spent counts
for each of them, and a counterfactual copy spends from its source. Files that were changed are
another corpus: one of the same name is pointed at, not added.

  --set-epsilon N    the most that all private runs on PATH… may spend together
  --delta N          the delta of the budget, and to show spendings at; that of the runs when absent
  --remove           take the budget of PATH… back
  --accept-ledger    go on with a ledger that was changed by hand, and write that into it
  --out DIR          where the ledger is; .evenhand when absent
  --json             print everything as JSON

examples:
  evenhand budget
  evenhand budget corpus.jsonl --set-epsilon 8 --delta 1e-6

Exit codes: 0 done, 2 wrong use, 3 failure.`,

  async run(args, terminal) {
    const parsed = parseArguments("budget", args, {
      "set-epsilon": { type: "string" },
      delta: { type: "string" },
      remove: { type: "boolean" },
      "accept-ledger": { type: "boolean" },
      out: { type: "string" },
      json: { type: "boolean" },
    });
    const { budget } = await import("../jobs/budget.ts");
    const out = parsed.text("out");
    const setEpsilon = parsed.number("set-epsilon", 1e-6, 1e6);
    const delta = parsed.number("delta", 1e-300, 0.5);
    const report = await budget(
      {
        paths: parsed.positionals,
        remove: parsed.flag("remove"),
        acceptLedger: parsed.flag("accept-ledger"),
        ...(out === undefined ? {} : { outDirectory: out }),
        ...(setEpsilon === undefined ? {} : { setEpsilon }),
        ...(delta === undefined ? {} : { delta }),
      },
      { signal: terminal.signal },
    );
    terminal.out(parsed.flag("json") ? `${JSON.stringify(report, undefined, 1)}\n` : humanText(report));
    return exitCodes.success;
  },
};

function humanText({ ledgerPath, corpora, problem, accepted }: BudgetReport): string {
  const path = shownPath(ledgerPath);
  const notes = [
    ...(problem === undefined
      ? []
      : [`! The ledger was changed by hand: ${problem}. No training starts until --accept-ledger.`]),
    ...accepted.map((one) => `! Changed by hand, and accepted on ${one.at.slice(0, 10)}: ${one.problem}.`),
  ];
  const shown = corpora.length === 0 ? ["No corpus has spent anything yet."] : corpora.map(corpusText);
  return `${[...shown, ...notes.map((note) => wrapText(note)), `Ledger  ${path}`].join("\n\n")}\n`;
}

function corpusText(one: CorpusBudget): string {
  const { names, corpus, spent, bounds, budget, runs, related, namesakes } = one;
  const name = names.length === 0 ? "a corpus of an older ledger" : names.join(", ");
  const limit = budget === undefined ? "no budget is set" : limitText(budget.epsilon, spent.epsilon);
  const found = { truePositivesAt1Percent: bounds.truePositives };
  const notes = [
    ...mixedUnits(spent.units).map((note) => `! ${note}`),
    ...(spent.unprotectedRuns === 0
      ? []
      : [`! ${spent.unprotectedRuns} trained without privacy: no epsilon covers those models.`]),
    ...(related.length === 0 ? [] : [`Shares files with, and counts what was paid by: ${related.join("; ")}.`]),
    ...(namesakes.length === 0
      ? []
      : [
          `! Not counted: ${namesakes.length} other content under the same name. If it is an earlier edition, its records paid too.`,
        ]),
  ];
  return [
    `${name}  (${shortHash(corpus)})`,
    `  spent: epsilon ${formatEpsilon(spent.epsilon)} at delta ${formatSmall(spent.delta)}; ${limit}`,
    `  mu (GDP) ${formatMu(bounds)}; a test that wrongly accuses 1% of others finds at most ${formatTruePositives(found)}`,
    ...(runs.length === 0 ? [] : [runsTable(one)]),
    ...notes.map((note) => wrapText(note)),
  ].join("\n");
}

function limitText(budget: number, spent: number): string {
  const left = Math.max(0, Math.floor((budget - spent) * 100) / 100);
  return `budget ${formatEpsilon(budget)}, ${formatSmall(left)} left`;
}

function runsTable({ runs }: CorpusBudget): string {
  return textTable(
    [
      { heading: "run", align: "left" },
      { heading: "arm", align: "left" },
      { heading: "steps", align: "right" },
      { heading: "epsilon", align: "right" },
      { heading: "delta", align: "right" },
      { heading: "unit (add or remove one, Poisson)", align: "left", maximumWidth: 60 },
    ],
    runs.map(({ run, arm, steps, epsilon, delta, unit }) => [
      run,
      arm,
      String(steps),
      formatEpsilon(epsilon),
      formatSmall(delta),
      unit,
    ]),
  );
}
