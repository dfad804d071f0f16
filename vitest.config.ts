import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    alias: { vscode: fileURLToPath(new URL("./test/fakes/vscode.ts", import.meta.url)) },
    // tfjs-core's ES modules import each other without file extensions, which only a bundler resolves.
    mainFields: ["module", "main"],
  },
  test: {
    include: ["test/**/*.test.ts"],
    server: { deps: { inline: [/@tensorflow/, /jsonc-parser/] } },
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // A page that is drawn on a busy machine takes longer than the second that polling waits by itself.
    expect: { poll: { timeout: 20_000 } },
    pool: "forks",
  },
});
