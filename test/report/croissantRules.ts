/**
 * What Croissant 1.1 and its responsible-AI vocabulary 1.0 ask of a description of files and columns, from the tables of the
 * specifications (docs/croissant-spec-1.1.md and docs/croissant-rai-spec.md of github.com/mlcommons/croissant, read
 * November 2026): properties that must be there, and the type and cardinality of those that may.
 */

type Json = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

interface Rule {
  readonly is: Check;
  readonly required?: true;
}

const isText: Check = (value) => typeof value === "string" && value.trim() !== "";
const isUrl: Check = (value) => isText(value) && /^https?:\/\/\S+$/u.test(String(value));
const isDay: Check = (value) => isText(value) && /^\d{4}-\d{2}-\d{2}(?:T.+)?$/u.test(String(value));
const isObject: Check = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const many =
  (is: Check): Check =>
  (value) =>
    Array.isArray(value) ? value.length > 0 && value.every(is) : is(value);
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    typeof value === "string" && values.includes(value);

const isAgent: Check = (value) =>
  isObject(value) && oneOf("sc:Person", "sc:Organization")((value as Json)["@type"]) && isText((value as Json)["name"]);

const dataset: Readonly<Record<string, Rule>> = {
  "@context": { is: isObject, required: true },
  "@type": { is: oneOf("sc:Dataset"), required: true },
  conformsTo: { is: many(isUrl), required: true },
  name: { is: isText, required: true },
  description: { is: isText, required: true },
  license: { is: many(isUrl), required: true },
  url: { is: isUrl, required: true },
  creator: { is: many(isAgent), required: true },
  datePublished: { is: isDay, required: true },
  distribution: { is: many(isObject), required: true },
  dateModified: { is: isDay },
  recordSet: { is: many(isObject) },
  "rai:dataBiases": { is: many(isText) },
  "rai:dataLimitations": { is: many(isText) },
};

/** A name or a URL stands in every example of the specification; size, format and hash are what a checkable file needs. */
const fileObject: Readonly<Record<string, Rule>> = {
  "@type": { is: oneOf("cr:FileObject"), required: true },
  "@id": { is: isText, required: true },
  name: { is: isText, required: true },
  contentUrl: { is: isText, required: true },
  encodingFormat: { is: many((value) => isText(value) && /^[\w.+-]+\/[\w.+-]+$/u.test(String(value))), required: true },
  contentSize: { is: (value) => isText(value) && /^\d+ B$/u.test(String(value)), required: true },
  sha256: { is: (value) => isText(value) && /^[0-9a-f]{64}$/u.test(String(value)), required: true },
};

const recordSet: Readonly<Record<string, Rule>> = {
  "@type": { is: oneOf("cr:RecordSet"), required: true },
  "@id": { is: isText, required: true },
  name: { is: isText },
  description: { is: isText },
  field: { is: many(isObject), required: true },
};

const field: Readonly<Record<string, Rule>> = {
  "@type": { is: oneOf("cr:Field"), required: true },
  "@id": { is: isText, required: true },
  name: { is: isText, required: true },
  description: { is: isText },
  dataType: { is: many(oneOf("sc:Text")), required: true },
  source: { is: isObject, required: true },
};

/** A sentence for everything that the specifications would not accept. */
export function croissantProblems(document: unknown): string[] {
  if (!isObject(document)) return ["not an object"];
  const root = document as Json;
  const files = listOf(root["distribution"]);
  const fields = listOf(root["recordSet"]).flatMap((set) => listOf(set["field"]));
  const ids = [...files, ...listOf(root["recordSet"]), ...fields].map((node) => node["@id"]);
  const fileIds = files.map((file) => file["@id"]);
  return [
    ...breaches("dataset", root, dataset),
    ...files.flatMap((file) => breaches("file", file, fileObject)),
    ...listOf(root["recordSet"]).flatMap((set) => breaches("record set", set, recordSet)),
    ...fields.flatMap((one) => breaches("field", one, field)),
    ...conformance.flatMap((address) =>
      [root["conformsTo"]].flat().includes(address) ? [] : [`dataset: conformsTo lacks ${address}`],
    ),
    ...fields.flatMap((one) =>
      fileIds.includes(((one["source"] as Json | undefined)?.["fileObject"] as Json | undefined)?.["@id"])
        ? []
        : [`field: source is none of the files`],
    ),
    ...(new Set(ids).size === ids.length ? [] : ["two nodes have one @id"]),
    ...prefixes(root),
  ];
}

const conformance = ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"];

function breaches(what: string, node: Json, rules: Readonly<Record<string, Rule>>): string[] {
  const missing = Object.entries(rules).flatMap(([name, { required }]) =>
    required === true && node[name] === undefined ? [`${what}: ${name} is missing`] : [],
  );
  const others = Object.entries(node).flatMap(([name, value]) => {
    const rule = rules[name];
    if (rule === undefined) return [`${what}: ${name} is no known property`];
    return rule.is(value) ? [] : [`${what}: ${name} has a wrong value`];
  });
  return [...missing, ...others];
}

/** Every prefix in use must be one of the context. */
function prefixes(root: Json): string[] {
  const context = isObject(root["@context"]) ? (root["@context"] as Json) : {};
  const used = new Set(
    Object.keys(root).flatMap((name) => (name.includes(":") ? [name.slice(0, name.indexOf(":"))] : [])),
  );
  return ["cr", "sc", ...used].flatMap((prefix) => (isUrl(context[prefix]) ? [] : [`@context: no ${prefix}`]));
}

function listOf(value: unknown): Json[] {
  return [value].flat().filter((one): one is Json => isObject(one));
}
