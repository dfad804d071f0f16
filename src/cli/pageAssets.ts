import { readFileSync } from "node:fs";
import { EvenhandError } from "../base/errors.ts";
import { packageFile } from "../jobs/packageFiles.ts";
import type { PageAssets } from "../report/html.ts";

/** The report page's code and styles from the installed package. Throws `runtime.failed` when they are not there. */
export function readPageAssets(): PageAssets {
  try {
    return {
      script: readFileSync(packageFile("dist", "page.js"), "utf8"),
      style: readFileSync(packageFile("dist", "page.css"), "utf8"),
    };
  } catch (cause) {
    throw new EvenhandError("runtime.failed", "The report page's own files are missing from this installation.", {
      hint: "Build them with “npm run build”, or install Evenhand again; --markdown works without them.",
      cause,
    });
  }
}
