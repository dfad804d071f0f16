import Ajv from "ajv";
import type { ErrorObject, ValidateFunction } from "ajv";
import { EvenhandError, messageOf } from "../base/errors.ts";
import { biasReportSchemaVersion } from "./biasReport.ts";
import type { BiasReport } from "./biasReport.ts";
import { migrateReport } from "./migrateReport.ts";
import schema from "./biasReport.schema.json" with { type: "json" };

/**
 * Reads a report and checks it against the schema, so that the renderers may rely on the type.
 *
 * @param fileName for the messages
 * @throws EvenhandError `report.invalid`: not JSON, not a report, of another schema version, or a value out of place
 */
export function parseReport(jsonText: string, fileName: string): BiasReport {
  let value: unknown;
  try {
    value = JSON.parse(jsonText.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new EvenhandError("report.invalid", `${fileName}: not JSON (${messageOf(cause)})`, {
      hint: "Give a report.json that evenhand wrote.",
      cause,
    });
  }
  requireVersion(value, fileName);
  const check = validator();
  const report = migrateReport(value);
  if (check(report)) return report;
  const errors = check.errors ?? [];
  const by = generatorOf(value);
  throw new EvenhandError("report.invalid", `${fileName}: ${firstFault(errors)}`, {
    hint:
      errors[0]?.keyword === "additionalProperties" && by !== undefined
        ? `It was written by evenhand ${by}: where that is newer than this one, update to it. Otherwise the file was changed by hand; make the report again.`
        : "The file was changed by hand or is damaged; make the report again.",
  });
}

/** The version that a report says it was written by. */
function generatorOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("generator" in value)) return undefined;
  const { generator } = value;
  if (typeof generator !== "object" || generator === null || !("version" in generator)) return undefined;
  return typeof generator.version === "string" ? generator.version : undefined;
}

function requireVersion(value: unknown, fileName: string): void {
  const version =
    typeof value === "object" && value !== null && "schemaVersion" in value ? value.schemaVersion : undefined;
  if (version === biasReportSchemaVersion) return;
  if (typeof version !== "number") {
    throw new EvenhandError("report.invalid", `${fileName}: not a bias report (it has no schemaVersion)`, {
      hint: "Give a report.json that evenhand wrote, not a log or a data file.",
    });
  }
  const newer = version > biasReportSchemaVersion;
  throw new EvenhandError(
    "report.invalid",
    `${fileName}: schema version ${version} is ${newer ? "newer" : "older"} than ${biasReportSchemaVersion}, the one this version reads`,
    {
      hint: newer
        ? `Update Evenhand to ${generatorOf(value) ?? "the version that wrote the report"} or later.`
        : "No Evenhand that was released wrote it. Make the report again with this version.",
    },
  );
}

let compiled: ValidateFunction<BiasReport> | undefined;

/** Compiled on first use: most commands never read a report. */
function validator(): ValidateFunction<BiasReport> {
  compiled ??= new Ajv({ strict: true, allowUnionTypes: true }).compile<BiasReport>(schema);
  return compiled;
}

/** `arms, 2, metrics, 0, value: must be number`; places count from 0, as in the file. */
function firstFault(errors: readonly ErrorObject[]): string {
  const [error] = errors;
  if (error === undefined) return "does not fit the report schema";
  const place = error.instancePath === "" ? "the report" : error.instancePath.slice(1).replaceAll("/", ", ");
  const params: Readonly<Record<string, unknown>> = error.params;
  const detail = params["additionalProperty"] ?? params["allowedValue"] ?? params["allowedValues"];
  return `${place}: ${error.message ?? "is wrong"}${detail === undefined ? "" : ` (${JSON.stringify(detail)})`}`;
}
