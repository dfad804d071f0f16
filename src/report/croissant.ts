import { EvenhandError } from "../base/errors.ts";
import type { BiasReport, CorpusSummary } from "./biasReport.ts";
import { licenseAddress } from "./publication.ts";
import type { Publication } from "./publication.ts";
import { biasStatements, limitStatements } from "./cardStatements.ts";

/**
 * The corpus of a report as Croissant 1.1 metadata with the responsible-AI vocabulary 1.0: its files with their hashes, the
 * text field, and what the scan found, as JSON-LD. Licence, creators, address and day of publication, which the specification
 * requires and a report cannot know, are there where `publication` says them.
 *
 * @throws EvenhandError `report.invalid` for a report without a corpus
 * @see https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html
 * @see https://docs.mlcommons.org/croissant/docs/croissant-rai-spec.html
 */
export function renderCroissant(report: BiasReport, publication: Publication = {}): string {
  const { corpus } = report;
  if (corpus === undefined) {
    throw new EvenhandError("report.invalid", "This report is about no corpus, so there is no data set to describe.", {
      hint: "Make one with: evenhand scan PATH",
    });
  }
  const biases = biasStatements(report);
  const json = {
    "@context": context,
    "@type": "sc:Dataset",
    conformsTo: ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"],
    name: corpus.name,
    description: descriptionOf(corpus, report.generator),
    ...published(publication),
    dateModified: report.createdAt.slice(0, 10),
    distribution: corpus.files.map((file, index) => fileObject(file, index)),
    ...recordSets(corpus),
    ...(biases.length === 0 ? {} : { "rai:dataBiases": biases }),
    "rai:dataLimitations": limitStatements(report),
  };
  return `${JSON.stringify(json, undefined, 2)}\n`;
}

function descriptionOf(corpus: CorpusSummary, { name, version }: BiasReport["generator"]): string {
  const sentence = `A text corpus of ${corpus.records.toLocaleString("en-US")} records, audited for bias by ${name} ${version}.`;
  return isAmbiguous(corpus)
    ? `${sentence} Its files hold their text in different fields, and the report does not say which file in which: ${corpus.textField}.`
    : sentence;
}

function published({ license, creators = [], url, published: datePublished }: Publication): object {
  return {
    ...(license === undefined ? {} : { license: licenseAddress(license) }),
    ...(creators.length === 0 ? {} : { creator: creators.map(({ kind, name }) => ({ "@type": `sc:${kind}`, name })) }),
    ...(url === undefined ? {} : { url }),
    ...(datePublished === undefined ? {} : { datePublished }),
  };
}

type CorpusFile = CorpusSummary["files"][number];

function fileObject({ name, bytes, sha256 }: CorpusFile, index: number): object {
  return {
    "@type": "cr:FileObject",
    "@id": fileId(index),
    name,
    contentUrl: name,
    contentSize: `${bytes} B`,
    encodingFormat: encodingOf(name),
    sha256,
  };
}

function fileId(index: number): string {
  return `file-${index + 1}`;
}

/** True for reports that list the fields of several files without saying whose they are: no file may have such a column. */
function isAmbiguous({ files, textField }: CorpusSummary): boolean {
  return files.length > 1 && textField?.includes(", ") === true && files.every((file) => file.textField === undefined);
}

/** The text of every file whose records have named fields. */
function recordSets(corpus: CorpusSummary): { readonly recordSet?: readonly object[] } {
  if (isAmbiguous(corpus)) return {};
  const sets = corpus.files.flatMap(({ name, textField = corpus.textField }, index) => {
    if (textField === undefined || !hasFields(name)) return [];
    const id = `records-${index + 1}`;
    return [
      {
        "@type": "cr:RecordSet",
        "@id": id,
        name: id,
        description: `The records of ${name}.`,
        field: [
          {
            "@type": "cr:Field",
            "@id": `${id}/${textField}`,
            name: textField,
            description: "The text that was audited.",
            dataType: "sc:Text",
            source: { fileObject: { "@id": fileId(index) }, extract: { column: textField } },
          },
        ],
      },
    ];
  });
  return sets.length === 0 ? {} : { recordSet: sets };
}

const encodings: readonly (readonly [RegExp, string])[] = [
  [/\.jsonl$|\.ndjson$/iu, "application/jsonlines"],
  [/\.json$/iu, "application/json"],
  [/\.csv$/iu, "text/csv"],
  [/\.tsv$/iu, "text/tsv"],
  [/\.parquet$/iu, "application/x-parquet"],
  [/\.arrow$|\.feather$/iu, "application/vnd.apache.arrow.file"],
  [/\.md$/iu, "text/markdown"],
  [/\.gz$/iu, "application/gzip"],
  [/\.zst$/iu, "application/zstd"],
];

function encodingOf(name: string): string {
  return encodings.find(([pattern]) => pattern.test(name))?.[1] ?? "text/plain";
}

function hasFields(name: string): boolean {
  return /\.(?:jsonl|ndjson|csv|tsv|parquet)$/iu.test(name);
}

/** As the specification prints it. */
const context = {
  "@language": "en",
  "@vocab": "https://schema.org/",
  arrayShape: "cr:arrayShape",
  citeAs: "cr:citeAs",
  column: "cr:column",
  conformsTo: "dct:conformsTo",
  containedIn: "cr:containedIn",
  cr: "http://mlcommons.org/croissant/",
  rai: "http://mlcommons.org/croissant/RAI/",
  data: { "@id": "cr:data", "@type": "@json" },
  dataType: { "@id": "cr:dataType", "@type": "@vocab" },
  dct: "http://purl.org/dc/terms/",
  description: { "@container": "@language" },
  equivalentProperty: "cr:equivalentProperty",
  examples: { "@id": "cr:examples", "@type": "@json" },
  extract: "cr:extract",
  field: "cr:field",
  fileProperty: "cr:fileProperty",
  fileObject: "cr:fileObject",
  fileSet: "cr:fileSet",
  format: "cr:format",
  includes: "cr:includes",
  isArray: "cr:isArray",
  isLiveDataset: "cr:isLiveDataset",
  jsonPath: "cr:jsonPath",
  key: "cr:key",
  md5: "cr:md5",
  name: { "@container": "@language" },
  parentField: "cr:parentField",
  path: "cr:path",
  recordSet: "cr:recordSet",
  references: "cr:references",
  regex: "cr:regex",
  repeated: "cr:repeated",
  replace: "cr:replace",
  samplingRate: "cr:samplingRate",
  sc: "https://schema.org/",
  separator: "cr:separator",
  source: "cr:source",
  subField: "cr:subField",
  transform: "cr:transform",
} as const;
