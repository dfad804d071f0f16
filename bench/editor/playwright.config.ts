import { defineConfig } from "@playwright/test";
import base from "../../playwright.config.ts";

/** The measurements in a real editor: `npm run bench -- editor`. */
export default defineConfig(base, {
  testDir: ".",
  testMatch: "*.measure.ts",
  outputDir: "../../test-results/measuring",
});
