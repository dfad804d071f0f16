import * as vscode from "vscode";
import { EvenhandError, messageOf } from "../base/errors.ts";
import type { FoundMention } from "../jobs/findMentions.ts";
import { labelledPrecision } from "../policy/mentionLabels.ts";
import type { LabelledPrecision, MentionLabel } from "../policy/mentionLabels.ts";
import type { GroupCount, TermCount } from "../report/biasReport.ts";
import { slursOf } from "../report/wording.ts";
import type { DataFolder } from "./dataFolder.ts";
import { precisionOf } from "./findingsModel.ts";
import type { JobRunner } from "./jobRunner.ts";
import { LabelStore } from "./labelStore.ts";
import { lexiconItem } from "./lexiconItems.ts";
import type { LexiconNode, MentionNode, TermNode } from "./lexiconItems.ts";
import type { PolicyStore } from "./policyStore.ts";
import type { ScanStore } from "./scanStore.ts";
import { causeChain } from "./showError.ts";
import { TeamLexicon } from "./teamLexicon.ts";

/** Mentions of a sample, and by how many it grows. */
const sampleStep = 20;

export interface WorkbenchParts {
  readonly jobs: JobRunner;
  readonly scans: ScanStore;
  readonly policies: PolicyStore;
  readonly folder: DataFolder;
  readonly log: vscode.LogOutputChannel;
}

type Term = Pick<TermNode, "group" | "term">;

interface Sample {
  readonly size: number;
  readonly mentions: Promise<readonly FoundMention[]>;
}

/** The terms of the last scan, their samples and labels, and the team's lexicon that they may leave. */
export class LexiconWorkbench {
  readonly lexicon: TeamLexicon;
  readonly #parts: WorkbenchParts;
  readonly #labels: LabelStore;
  /** By group and term; of one scan. */
  #samples = new Map<string, Sample>();
  #scanId: unknown;

  constructor(parts: WorkbenchParts) {
    this.#parts = parts;
    this.#labels = new LabelStore(parts.folder, parts.log);
    this.lexicon = new TeamLexicon(parts.policies);
  }

  /** Empty without a scan. */
  async roots(): Promise<LexiconNode[]> {
    const { scans, log } = this.#parts;
    try {
      await scans.load();
    } catch (error) {
      log.warn(causeChain(error)); // a stored scan of another version: the view asks for a new one
    }
    const { report } = scans;
    if (report?.scan === undefined) return [];
    const groups = report.scan.groups.filter(({ mentions }) => mentions > 0);
    return groups.map((group) => ({ kind: "group", group, terms: group.terms.filter(({ mentions }) => mentions > 0) }));
  }

  /** Terms of a group with what is known of each, the most frequent first. */
  async termsOf(group: GroupCount, terms: readonly TermCount[]): Promise<TermNode[]> {
    const looksFor = await this.#looksFor();
    const nodes: TermNode[] = [];
    // One after the other: the sample of a labelled term may start a process.
    for (const term of terms) {
      const id = { group: group.group, term: term.term };
      const labelled = await this.#labelledOf({ group, term });
      const estimate = precisionOf(this.#parts.scans.report?.scan, id);
      nodes.push({ kind: "term", group, term, estimate, labelled, isOff: !looksFor(id) });
    }
    return nodes;
  }

  async below(node: LexiconNode): Promise<LexiconNode[]> {
    if (node.kind === "group") return await this.termsOf(node.group, node.terms);
    if (node.kind !== "term") return [];
    try {
      const mentions = await this.mentionsOf(node);
      const left = node.term.mentions - mentions.length;
      if (left <= 0) return mentions;
      const text = vscode.l10n.t(
        "{0} of {1} mentions, chosen at random",
        mentions.length,
        node.term.mentions.toLocaleString("en"),
      );
      return [...mentions, { kind: "note", text }];
    } catch (error) {
      this.#parts.log.warn(causeChain(error));
      return [{ kind: "note", text: messageOf(error) }];
    }
  }

  item(node: LexiconNode): vscode.TreeItem {
    return lexiconItem(node, this.slurs);
  }

  get slurs(): ReadonlySet<string> {
    const { report } = this.#parts.scans;
    return report === undefined ? new Set() : slursOf(report);
  }

  /** The sample of a term with its labels; chosen at random, and the same whenever the corpus is the same. */
  async mentionsOf(term: TermNode): Promise<MentionNode[]> {
    const [mentions, book] = await Promise.all([(await this.#sample(term)).mentions, this.#labels.book()]);
    return mentions.map((mention) => ({
      kind: "mention",
      parent: term,
      mention,
      label: book.of({ ...idOf(term), ...mention }),
    }));
  }

  /** Makes the sample longer; false where all mentions are in it. */
  async grow(term: Term): Promise<boolean> {
    const { size } = await this.#sample(term);
    if (term.term.mentions <= size) return false;
    this.#find(term, size + sampleStep);
    return true;
  }

  async label({ parent, mention }: MentionNode, label: MentionLabel): Promise<void> {
    const { record, start } = mention;
    await this.#labels.add({ ...idOf(parent), record, start, label });
  }

  async precisionOf(term: Term): Promise<LabelledPrecision> {
    const [mentions, book] = await Promise.all([(await this.#sample(term)).mentions, this.#labels.book()]);
    const labels = mentions.map((mention) => book.of({ ...idOf(term), ...mention }));
    // Only the beginning of a sample is chosen at random; what somebody picked out of it was chosen by them.
    const gap = labels.indexOf(undefined);
    return labelledPrecision((gap === -1 ? labels : labels.slice(0, gap)).filter((label) => label !== undefined));
  }

  /** Samples are looked up when they are opened, and at once where there are labels. */
  async #labelledOf(term: Term): Promise<LabelledPrecision | undefined> {
    const book = await this.#labels.book();
    if (book.count(term.group.group, term.term.term) === 0) return undefined;
    try {
      return await this.precisionOf(term);
    } catch (error) {
      this.#parts.log.warn(causeChain(error));
      return undefined;
    }
  }

  async #sample(term: Term): Promise<Sample> {
    const scanId = this.#parts.scans.report?.method.settings["scanIndex"];
    if (scanId !== this.#scanId) this.#samples = new Map();
    this.#scanId = scanId;
    const known = this.#samples.get(keyOf(term));
    if (known !== undefined) return known;
    const labelled = (await this.#labels.book()).count(term.group.group, term.term.term);
    // A sample that was made longer is as long again after a reload.
    return this.#find(term, sampleStep * Math.max(1, Math.ceil(labelled / sampleStep)));
  }

  #find(term: Term, size: number): Sample {
    const mentions = this.#ask(term, size);
    const sample = { size, mentions };
    this.#samples.set(keyOf(term), sample);
    mentions.catch(() => this.#samples.delete(keyOf(term)));
    return sample;
  }

  async #ask(term: Term, limit: number): Promise<readonly FoundMention[]> {
    const { scans, jobs } = this.#parts;
    const scanId = scans.report?.method.settings["scanIndex"];
    if (typeof scanId !== "string") {
      throw new EvenhandError("report.invalid", "The last scan kept no places.", { hint: "Scan again." });
    }
    const options = { partsFolder: await scans.partsFolder(), scanId, ...idOf(term), limit };
    return (await jobs.quietly("mentions", options)).mentions;
  }

  async #looksFor(): Promise<(term: { readonly group: string; readonly term: string }) => boolean> {
    try {
      return await this.lexicon.looksFor();
    } catch (error) {
      this.#parts.log.warn(causeChain(error)); // whoever scans with the broken file is told
      return () => true;
    }
  }
}

function idOf({ group, term }: Term): { readonly group: string; readonly term: string } {
  return { group: group.group, term: term.term };
}

function keyOf(term: Term): string {
  return JSON.stringify(idOf(term));
}
