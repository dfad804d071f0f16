import { benjaminiHochberg } from "../audit/benjaminiHochberg.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * Shapes of a scan's and of the arms' parts that earlier versions of Evenhand wrote under the same schema version. What can be worked out is
 * filled in, what cannot is left out, and a warning of the report says so. Anything else is handed back as it is, for the schema to judge: a
 * field that is missing for another reason is damage.
 */
export function migrateReport(report: unknown): unknown {
  return withScoring(withoutOldScan(report));
}

function withoutOldScan(report: unknown): unknown {
  if (!isObject(report) || !isObject(report["scan"]) || !Array.isArray(report["warnings"])) return report;
  const { attributes, embedding, ...rest } = report["scan"];
  const notes = [
    ...(hasOldLists(attributes)
      ? [
          "An older Evenhand made this report and did not count which words of its lists the corpus has: the lists are left out. Scan again to see them.",
        ]
      : []),
    ...(hasOldVectors(embedding)
      ? [
          "An older Evenhand made this report: q values of word vectors were added from its p values, and what could not be measured is not known.",
        ]
      : []),
  ];
  if (notes.length === 0) return report;
  const scan = {
    ...rest,
    ...(attributes !== undefined && !hasOldLists(attributes) && { attributes }),
    ...(embedding !== undefined && { embedding: hasOldVectors(embedding) ? withQ(embedding) : embedding }),
  };
  return { ...report, scan, warnings: [...(report["warnings"] as unknown[]), ...notes] };
}

/** Before lists had `masked` and `wordsFound`; their occupations had no base share either. */
function hasOldLists(attributes: unknown): boolean {
  const lists = isObject(attributes) ? attributes["lists"] : undefined;
  return areAll(lists, (list) => !("masked" in list) && !("wordsFound" in list));
}

interface OldVectors extends Fields {
  readonly rows: readonly Fields[];
}

/** Before word vectors had `notMeasured` and their rows `q`. */
function hasOldVectors(embedding: unknown): embedding is OldVectors {
  if (!isObject(embedding) || "notMeasured" in embedding) return false;
  return areAll(embedding["rows"], (row) => !("q" in row) && typeof row["pValue"] === "number");
}

function withQ({ rows, ...embedding }: OldVectors): Fields {
  const q = benjaminiHochberg(rows.map(({ pValue }) => pValue as number));
  return { ...embedding, rows: rows.map((row, index) => ({ ...row, q: q[index] })), notMeasured: 0 };
}

/** Before figures by another rule of scoring had a unit of their own, and the rule a field: names and methods tell them. */
function withScoring(report: unknown): unknown {
  const withUnit = (variant: Fields): Fields => {
    const { name, unit } = variant;
    const own = unit !== undefined || typeof name !== "string" ? undefined : unitInName(name);
    return own === undefined ? variant : { ...variant, unit: own };
  };
  return inList(report, "arms", (arm) =>
    inList(arm, "metrics", (metric) => withRule(inList(metric, "variants", withUnit))),
  );
}

function withRule(metric: Fields): Fields {
  const { interval, scoring } = metric;
  const method = isObject(interval) ? interval["method"] : undefined;
  const [, rule] = typeof method === "string" ? (/, scored (by [^,]+)$/u.exec(method) ?? []) : [];
  return scoring !== undefined || rule === undefined ? metric : { ...metric, scoring: rule };
}

function unitInName(name: string): "nats" | "share" | undefined {
  if (name.endsWith(", nats")) return "nats";
  return name.startsWith("share of ") ? "share" : undefined;
}

/** With every object of the list changed; without such a list as it is. */
function inList<Whole>(whole: Whole, field: string, change: (one: Fields) => unknown): Whole {
  const list = isObject(whole) ? whole[field] : undefined;
  if (!Array.isArray(list)) return whole;
  return { ...whole, [field]: list.map((one: unknown) => (isObject(one) ? change(one) : one)) };
}

function areAll(value: unknown, fits: (one: Fields) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one: unknown) => isObject(one) && fits(one));
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
