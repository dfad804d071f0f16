import { EvenhandError } from "../base/errors.ts";

/** Who made a data set. */
export interface Creator {
  readonly kind: "Person" | "Organization";
  readonly name: string;
}

/** What whoever publishes a data set or a model knows and a report cannot. */
export interface Publication {
  /** An identifier of the SPDX list, or the address of the licence's text. */
  readonly license?: string | undefined;
  readonly creators?: readonly Creator[] | undefined;
  /** Where it is described. */
  readonly url?: string | undefined;
  /** YYYY-MM-DD */
  readonly published?: string | undefined;
}

/** @throws EvenhandError `arguments.invalid` for what is no address, date or licence */
export function checkPublication({ license, url, published, creators = [] }: Publication): void {
  if (url !== undefined && !isAddress(url)) {
    throw invalid(`--url ${url}: must be an address that begins with https://`);
  }
  if (license !== undefined && !isAddress(license) && !/^[A-Za-z0-9][A-Za-z0-9.+-]*$/u.test(license)) {
    throw invalid(`--license ${license}: must be an identifier of the SPDX list (CC-BY-4.0) or an address`);
  }
  if (published !== undefined && !isDay(published)) throw invalid(`--published ${published}: must be YYYY-MM-DD`);
  if (creators.some(({ name }) => name.trim() === "")) throw invalid("--creator, --organization: must not be empty");
}

/** Options that say what the Croissant specification asks for and this publication does not know. */
export function missingFrom({ license, creators = [], url, published }: Publication): string[] {
  return [
    ...(license === undefined ? ["--license"] : []),
    ...(creators.length === 0 ? ["--creator or --organization"] : []),
    ...(url === undefined ? ["--url"] : []),
    ...(published === undefined ? ["--published"] : []),
  ];
}

/** The address of a licence, as Croissant recommends. */
export function licenseAddress(license: string): string {
  return isAddress(license) ? license : `https://spdx.org/licenses/${license}.html`;
}

export function isAddress(text: string): boolean {
  return /^https?:\/\/[^\s/]+/u.test(text) && URL.canParse(text);
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/u.test(text) && !Number.isNaN(Date.parse(text)) && isoDay(text) === text;
}

/** Dates like 2026-02-30 are read as another day. */
function isoDay(text: string): string {
  return new Date(Date.parse(text)).toISOString().slice(0, 10);
}

function invalid(message: string): EvenhandError {
  return new EvenhandError("arguments.invalid", message, { hint: "See: evenhand report --help" });
}
