import { relative } from "node:path";

/** A path as seen from the working folder. */
export function shownPath(path: string): string {
  return relative(process.cwd(), path) || path;
}
