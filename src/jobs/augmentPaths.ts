import { stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { EvenhandError } from "../base/errors.ts";
import { formatOfName } from "../corpus/corpusFormat.ts";
import type { FoundFile } from "../corpus/findFiles.ts";
import { parseGlob } from "../corpus/glob.ts";
import { outputKindOf } from "./augment/outputTarget.ts";
import type { OutputKind } from "./augment/outputTarget.ts";
import type { AugmentOptions } from "./options.ts";
import { realPlace } from "./outputPlace.ts";

/** Where a counterfactual corpus and what belongs to it go. */
export interface AugmentPaths {
  readonly outPath: string;
  readonly kind: OutputKind;
  readonly manifestPath: string;
  /** Text has no place for provenance: it stands beside it. */
  readonly provenancePath?: string;
  readonly reportPath?: string;
}

/** The places, checked before any work: absolute, no two of them one, and free unless `force` is set. */
export async function augmentPaths(options: AugmentOptions): Promise<AugmentPaths> {
  const outPath = await outputPath(options);
  const kind = outputKindOf(outPath);
  const stem = outPath.slice(0, outPath.length - extname(outPath).length);
  const manifestPath = `${stem}.manifest.json`;
  const provenancePath = kind === "text" ? `${stem}.provenance.jsonl` : undefined;
  const reportPath =
    options.report !== true && options.reportFile === undefined
      ? undefined
      : resolve(options.reportFile ?? `${stem}.report.json`);
  const places: AugmentPaths = {
    outPath,
    kind,
    manifestPath,
    ...(provenancePath === undefined ? {} : { provenancePath }),
    ...(reportPath === undefined ? {} : { reportPath }),
  };
  const taken = new Set<string>();
  for (const path of pathsOf(places)) {
    const place = await realPlace(path);
    if (taken.has(place)) {
      throw new EvenhandError("arguments.invalid", `${path} is the place of the output or of what belongs to it`, {
        hint: "Choose another place with --report FILE.", // the others have names of their own
      });
    }
    taken.add(place);
    if (options.force !== true) await rejectExisting(path);
  }
  return places;
}

/** Nothing that is read may be replaced: the files of a folder or a pattern, the lexicon, the decisions. */
export async function refuseSources(
  places: AugmentPaths,
  files: readonly FoundFile[],
  { lexiconFile, decisionsFile }: AugmentOptions,
): Promise<void> {
  const outputs = new Map<string, string>();
  for (const path of pathsOf(places)) {
    // What is not there yet is no source, and a folder may hold very many of them.
    const isThere = (await stat(path).catch(() => undefined)) !== undefined;
    if (isThere) outputs.set(await realPlace(path), path);
  }
  if (outputs.size === 0) return;
  for (const source of [...files.map(({ path }) => path), lexiconFile, decisionsFile]) {
    const output = source === undefined ? undefined : outputs.get(await realPlace(source));
    if (output === undefined) continue;
    throw new EvenhandError("arguments.invalid", `${output} is one of the sources, which are never changed`, {
      hint: `Choose another place with ${output === places.reportPath ? "--report" : "--out"} FILE.`,
    });
  }
}

function pathsOf({ outPath, manifestPath, provenancePath, reportPath }: AugmentPaths): string[] {
  return [outPath, manifestPath, provenancePath, reportPath].filter((path) => path !== undefined);
}

/** `NAME.cda.jsonl` beside the one source, or what `--out` says. */
async function outputPath({ paths, out }: AugmentOptions): Promise<string> {
  const [first] = paths;
  if (first === undefined) {
    throw new EvenhandError("arguments.invalid", "There is no corpus to make counterfactuals of.", {
      hint: "Give a file or a folder.",
    });
  }
  if (out === undefined) {
    if (paths.length > 1) {
      throw new EvenhandError("arguments.invalid", `${paths.length} sources, and no place for the one output`, {
        hint: "Say where it goes with --out FILE.",
      });
    }
    if (parseGlob(first) !== undefined && (await stat(first).catch(() => undefined)) === undefined) {
      throw new EvenhandError("arguments.invalid", `${first} is a pattern, and there is no place for the one output`, {
        hint: "Say where it goes with --out FILE.",
      });
    }
    const source = resolve(first);
    const isFolder = await stat(source).then(
      (status) => status.isDirectory(),
      () => false,
    );
    const name = isFolder ? basename(source) : withoutEndings(basename(source));
    return join(dirname(source), `${name}.cda.jsonl`);
  }
  const target = await realPlace(out);
  for (const path of paths) {
    if ((await realPlace(path)) === target) {
      throw new EvenhandError("arguments.invalid", `${out} is the source itself, which is never changed`, {
        hint: "Choose another place with --out FILE.",
      });
    }
  }
  return resolve(out);
}

/** `corpus` for `corpus.csv` and `corpus.jsonl.gz`. */
function withoutEndings(name: string): string {
  const inner = formatOfName(name).compression === "none" ? name : name.slice(0, -extname(name).length);
  return inner.slice(0, inner.length - extname(inner).length);
}

async function rejectExisting(path: string): Promise<void> {
  if ((await stat(path).catch(() => undefined)) === undefined) return;
  throw new EvenhandError("output.exists", `${path} is there already`, {
    hint: "Choose another place, or replace it with --force.",
  });
}
