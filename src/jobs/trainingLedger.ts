import { entriesOf, identityOf } from "../training/privacy/corpusSpending.ts";
import { readLedger } from "../training/privacy/ledger.ts";
import type { Ledger } from "../training/privacy/ledger.ts";
import type { LoopOptions } from "../training/loop.ts";
import type { ArmInputs } from "./trainArm.ts";
import { unitWords } from "./privacyUnit.ts";

type Charge = NonNullable<LoopOptions["protection"]>["charge"];

/** As the ledger knows a model, which need not be an arm. */
interface NamedModel {
  readonly model: Pick<ArmInputs["model"], "name">;
}

interface Settings<Name extends keyof ArmInputs["settings"]> {
  readonly settings: Pick<ArmInputs["settings"], Name>;
}

/**
 * Writes, once, what an arm's steps will refer to: what the corpus is made of, and that no epsilon covers the release of a
 * model without noise or with noise from a known seed.
 */
export async function recordArm({
  folder,
  settings,
  corpus,
  ledger,
  model,
  cost,
}: Pick<ArmInputs, "folder" | "corpus" | "ledger" | "cost"> & NamedModel & Settings<"seededNoise">): Promise<void> {
  const { lines } = await readLedger(folder.ledgerPath);
  await recordCorpus(ledger, corpus, lines);
  const hasNoise = cost !== undefined;
  if (hasNoise && !settings.seededNoise) return;
  const isThere = lines.some(
    (line) => line.kind === "unprotected" && line.run === folder.id && line.arm === model.name,
  );
  if (isThere) return;
  await ledger.append({
    kind: "unprotected",
    at: new Date().toISOString(),
    corpus: corpus.corpus,
    run: folder.id,
    arm: model.name,
    reason: hasNoise ? "seeded noise" : "no noise",
  });
}

/** Writes what a corpus is made of, unless the ledger knows. */
export async function recordCorpus(
  ledger: Ledger,
  corpus: ArmInputs["corpus"],
  lines: Parameters<typeof identityOf>[0],
): Promise<void> {
  const { names } = identityOf(lines, corpus.corpus) ?? {};
  if (names !== undefined && JSON.stringify(names) === JSON.stringify(corpus.names)) return;
  await ledger.append({ kind: "corpus", at: new Date().toISOString(), ...corpus });
}

/** Writes the line of a private step. */
export function chargeOf({
  folder,
  settings,
  corpus,
  recordName,
  delta,
  ledger,
  model,
}: Pick<ArmInputs, "folder" | "corpus" | "recordName" | "delta" | "ledger"> &
  NamedModel &
  Settings<"seededNoise" | "unit" | "maximumTokens" | "clip">): Charge {
  return async (entry, step) => {
    if (settings.seededNoise) return; // in the ledger as unprotected: no number of steps describes it
    await ledger.append({
      kind: "protected",
      at: new Date().toISOString(),
      corpus: corpus.corpus,
      run: folder.id,
      arm: model.name,
      step,
      ...entry,
      unit: unitWords(settings.unit, recordName, settings.maximumTokens),
      clipMode: settings.clip,
      delta,
      adjacency: "add or remove one unit",
      sampling: "Poisson",
    });
  };
}

/** Steps of a model that the ledger holds, also those that a crash took back. */
export async function paidSteps(model: string, { ledgerPath, id }: ArmInputs["folder"]): Promise<number> {
  const { lines } = await readLedger(ledgerPath);
  return entriesOf(lines, id, model).reduce((sum, { steps }) => sum + steps, 0);
}
