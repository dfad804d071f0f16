import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { editorStrings, messageBundle } from "./editorStrings.ts";

// Writes l10n/bundle.l10n.json, from which translators start: `npm run messages`.
const folder = join(process.cwd(), "l10n");
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "bundle.l10n.json"), messageBundle(editorStrings(process.cwd())));
