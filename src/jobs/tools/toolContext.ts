import { realpath } from "node:fs/promises";
import { resolve, sep } from "node:path";
import { EvenhandError } from "../../base/errors.ts";
import type { BiasReport } from "../../report/biasReport.ts";
import type { JobContext } from "../context.ts";
import type { ScanOptions } from "../options.ts";

/** What a tool may do, and who does it. A tool reads and never writes. */
export interface ToolContext extends JobContext {
  /** Only what is below one of these is read; the first is where relative paths start and `.evenhand` is looked for. */
  readonly folders: readonly [string, ...string[]];
  /** Whether sentences of a corpus may be given to the model that asks. */
  readonly mayShowText: boolean;
  /** Counts a corpus: in this process, or in a child of it. */
  readonly scan: (options: ScanOptions, context: JobContext) => Promise<BiasReport>;
}

/** A tool's answer: for reading, and the same figures as data. */
export interface ToolAnswer {
  readonly text: string;
  readonly figures: Readonly<Record<string, unknown>>;
}

/**
 * A path that a model named, as a real one below a folder that may be read; links are followed first.
 *
 * @throws EvenhandError `arguments.invalid` for a path that is elsewhere or not there
 */
export async function readablePath(path: string, context: Pick<ToolContext, "folders">): Promise<string> {
  const { folders } = context;
  const asked = resolve(folders[0], path);
  const real = await realpath(asked).catch(() => undefined);
  // Whether something outside exists is not told either.
  if (!(await isOpen(real ?? asked, context))) {
    throw new EvenhandError("arguments.invalid", `${path} is outside of what may be read.`, {
      hint: `Only paths below ${folders.join(", ")} are open to this tool.`,
    });
  }
  if (real === undefined) {
    throw new EvenhandError("arguments.invalid", `${path} does not exist.`, {
      hint: "Name a file or folder that does.",
    });
  }
  return real;
}

/** Whether an absolute path, links followed, is below a folder that may be read; it need not be there. */
export async function isOpen(path: string, { folders }: Pick<ToolContext, "folders">): Promise<boolean> {
  const [place, ...allowed] = await Promise.all(
    [path, ...folders].map((one) => realpath(one).catch(() => resolve(one))),
  );
  return allowed.some((folder) => place === folder || place?.startsWith(folder.endsWith(sep) ? folder : folder + sep));
}

/** @throws EvenhandError `arguments.invalid` where the model asks for text that it may not see */
export function checkText(
  includeText: boolean | undefined,
  { mayShowText }: Pick<ToolContext, "mayShowText">,
): boolean {
  if (includeText === true && !mayShowText) {
    throw new EvenhandError("arguments.invalid", "Sentences of the corpus are not given out here.", {
      hint: "Ask without includeText, or let the user allow it: evenhand mcp --allow-text, in the editor evenhand.report.includeText.",
    });
  }
  return includeText === true;
}
