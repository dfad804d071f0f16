import { dirname, join } from "node:path";
import { relatedTo } from "../training/privacy/corpusSpending.ts";
import type { LedgerLine } from "../training/privacy/ledgerLine.ts";
import { readRun } from "./runFolder.ts";
import type { RunInputs } from "./trainArm.ts";

/**
 * A warning where a run begins with a model that was trained on the same records without privacy: whatever noise is added from
 * there on, that model knows them.
 *
 * @param lines of the ledger, which knows such trainings; their models are known again by the hash of their parameters
 */
export async function unprotectedBase(
  { folder, corpus, baseHash }: Pick<RunInputs, "folder" | "corpus" | "baseHash">,
  lines: readonly LedgerLine[],
): Promise<string[]> {
  const own = relatedTo(lines, corpus.corpus);
  const trainings = lines.filter((line) => line.kind === "unprotected").filter((line) => own.has(line.corpus));
  for (const id of new Set(trainings.map(({ run }) => run))) {
    // A study leaves no run behind, and a folder may be gone.
    const earlier = await readRun({ ...folder, id, directory: join(dirname(folder.directory), id) }).catch(
      () => undefined,
    );
    const models = trainings.filter(({ run }) => run === id).map(({ arm }) => arm);
    const base = models.find((name) => earlier?.finishedArms[name]?.parametersSha256 === baseHash);
    if (base === undefined) continue;
    return [
      `The base model is “${base}” of run ${id}, which was trained on this corpus without privacy: ` +
        "no epsilon in this report covers what it has learnt there.",
    ];
  }
  return [];
}
