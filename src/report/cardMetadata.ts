import type { ArmSection, BiasReport } from "./biasReport.ts";
import { metricsOfAxis, resultOf } from "./measures.ts";
import { isAddress, licenseAddress } from "./publication.ts";
import type { Publication } from "./publication.ts";
import { axisName, axisOrder, metricWords } from "./wording.ts";
import { yamlBlock } from "./yaml.ts";
import type { YamlValue } from "./yaml.ts";

/**
 * The YAML in front of a Hugging Face data set card, by which the hub files it. Without what a report cannot know.
 *
 * @see https://github.com/huggingface/hub-docs/blob/main/datasetcard.md
 */
export function datasetFrontMatter({ corpus, scan }: BiasReport, publication: Publication): string {
  const languageProblem = (scan?.dataProblems ?? []).some(({ kind }) => kind === "languages");
  return frontMatter({
    ...(corpus === undefined ? {} : { pretty_name: corpus.name, size_categories: [sizeCategory(corpus.records)] }),
    ...(scan === undefined || languageProblem ? {} : { language: ["en"] }),
    ...licenseEntries(publication),
    task_categories: ["text-generation"],
    tags: ["bias", "fairness", "evenhand"],
  });
}

/**
 * The YAML in front of a Hugging Face model card, with the arm's figures as an index of results.
 *
 * @see https://github.com/huggingface/hub-docs/blob/main/modelcard.md
 */
export function modelFrontMatter(report: BiasReport, arm: ArmSection, publication: Publication): string {
  const base = baseModel(report);
  const metrics = metricsOf(report, arm);
  return frontMatter({
    language: ["en"],
    ...licenseEntries(publication),
    library_name: "transformers",
    pipeline_tag: "text-generation",
    ...(base === undefined ? {} : { base_model: base }),
    tags: ["bias", "fairness", "evenhand", ...(isPrivate(arm) ? ["differential-privacy"] : [])],
    // The hub refuses results without a figure.
    ...(metrics.length === 0
      ? {}
      : {
          "model-index": [
            {
              name: arm.arm,
              results: [
                {
                  task: { type: "text-generation" },
                  dataset: { type: "evenhand", name: report.corpus?.name ?? report.title },
                  metrics,
                },
              ],
            },
          ],
        }),
  });
}

function metricsOf(report: BiasReport, arm: ArmSection): YamlValue[] {
  return [undefined, ...axisOrder].flatMap((axis) =>
    metricsOfAxis(report, axis).flatMap((metric): YamlValue[] => {
      const result = resultOf(arm, metric, axis);
      if (result === undefined) return [];
      const { name } = metricWords[metric];
      const value = Number(result.value.toPrecision(6));
      return [{ type: metric, name: axis === undefined ? name : `${name}, ${axisName(axis)}`, value }];
    }),
  );
}

function isPrivate({ privacy }: ArmSection): boolean {
  return privacy?.noiseSource === "operating system";
}

/** `owner/name` on the hub, where the base model was downloaded from there; what a card says of a local folder means nothing elsewhere. */
function baseModel({ method }: BiasReport): string | undefined {
  const source = method.settings["modelSource"];
  return typeof source === "string" ? /^huggingface\.co\/([^@]+)@/u.exec(source)?.[1] : undefined;
}

/** The hub's names of some licences, which are not those of the SPDX list in lower case. */
const hubNames: Readonly<Record<string, string>> = {
  "odc-by-1.0": "odc-by",
  "odbl-1.0": "odbl",
  "pddl-1.0": "pddl",
};

/** Licences that the hub knows by the lower-case form of their SPDX identifier. */
const hubLicenses = new Set(
  (
    "apache-2.0 mit afl-3.0 artistic-2.0 bsl-1.0 bsd-2-clause bsd-3-clause bsd-3-clause-clear cc0-1.0 cc-by-2.0 cc-by-2.5 cc-by-3.0 " +
    "cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-nd-3.0 " +
    "cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 ecl-2.0 epl-1.0 epl-2.0 eupl-1.1 eupl-1.2 agpl-3.0 gpl-2.0 " +
    "gpl-3.0 lgpl-2.1 lgpl-3.0 isc lppl-1.3c ms-pl mpl-2.0 ofl-1.1 osl-3.0 ncsa unlicense zlib wtfpl"
  ).split(" "),
);

function licenseEntries({ license }: Publication): Readonly<Record<string, string>> {
  if (license === undefined) return {};
  const id = license.toLowerCase().replace(/-(?:only|or-later)$/u, "");
  const known = hubNames[id] ?? (hubLicenses.has(id) ? id : undefined);
  if (known !== undefined) return { license: known };
  return {
    license: "other",
    ...(isAddress(license) ? {} : { license_name: id }),
    license_link: licenseAddress(license),
  };
}

/** The hub's brackets of sizes. */
function sizeCategory(records: number): string {
  if (records < 1000) return "n<1K";
  const names = ["1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T"];
  const decade = Math.min(names.length - 1, Math.floor(Math.log10(records) + 1e-12) - 3);
  return decade === names.length - 1 ? "n>1T" : `${names[decade]}<n<${names[decade + 1]}`;
}

function frontMatter(entries: Readonly<Record<string, YamlValue>>): string {
  return `---\n${yamlBlock(entries)}---`;
}
