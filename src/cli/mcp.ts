import { resolve } from "node:path";
import { EvenhandError, isCancelled, messageOf } from "../base/errors.ts";
import { throttleProgress } from "../base/progress.ts";
import { readVersion } from "../jobs/packageFiles.ts";
import { toolDefinitions } from "../jobs/tools/definitions.ts";
import { runTool } from "../jobs/tools/runTool.ts";
import type { ToolContext } from "../jobs/tools/toolContext.ts";
import { parseArguments } from "./arguments.ts";
import { exitCodes } from "./command.ts";
import type { Command } from "./command.ts";

export const mcpCommand: Command = {
  name: "mcp",
  summary: "offer scans, findings, counterfactuals and reports to a language model (MCP)",
  help: `usage: evenhand mcp [FOLDER…] [--allow-text]

Serves the Model Context Protocol on standard input and output, for assistants that call tools:

  scan_corpus             counts and associations of files or folders
  explain_finding         one association of the last scan: figures, intervals, places
  preview_counterfactual  a text with its terms swapped, each change with its reason
  get_report              a bias report as Markdown, whole or by section

The tools only read, and only below the FOLDERs (the working folder when absent). They give figures
and places; sentences of a corpus are given only with --allow-text, and then when asked for: what
an assistant reads may leave this machine.

  --allow-text  sentences of the corpus may be given out

example, in an assistant's configuration:
  { "command": "npx", "args": ["evenhand", "mcp", "/data/corpus"] }

Exit codes: 0 done, 2 wrong use, 3 failure.`,

  async run(args, terminal) {
    const parsed = parseArguments("mcp", args, { "allow-text": { type: "boolean" } });
    const [first = process.cwd(), ...more] = parsed.positionals.map((folder) => resolve(folder));
    const { scan } = await import("../jobs/scan.ts");
    const context: Omit<ToolContext, "signal" | "onProgress"> = {
      folders: [first, ...more],
      mayShowText: parsed.flag("allow-text"),
      scan,
    };
    await serve(context, terminal.signal);
    return exitCodes.success;
  },
};

const progressEveryMs = 500;

/** Until the client closes the stream or the process is stopped. */
async function serve(shared: Omit<ToolContext, "signal" | "onProgress">, stop: AbortSignal): Promise<void> {
  const [{ McpServer, fromJsonSchema }, { StdioServerTransport, serveStdio }] = await Promise.all([
    import("@modelcontextprotocol/server"),
    import("@modelcontextprotocol/server/stdio"),
  ]);
  const transport = new StdioServerTransport();
  const handle = serveStdio(
    () => {
      const server = new McpServer({ name: "evenhand", version: readVersion() });
      for (const { name, title, description, inputSchema } of toolDefinitions) {
        const annotations = { title, readOnlyHint: true, openWorldHint: false };
        const schema = fromJsonSchema<Record<string, unknown>>(inputSchema);
        server.registerTool(name, { title, description, inputSchema: schema, annotations }, async (input, request) => {
          const { signal, _meta, notify } = request.mcpReq;
          const progressToken = _meta?.progressToken;
          let sent = 0;
          const onProgress = throttleProgress(({ stage, done, total }) => {
            if (progressToken === undefined) return;
            sent += 1; // the protocol wants a number that grows, and each stage begins at nought
            const share = total === undefined || total === 0 ? "" : ` ${Math.floor((100 * done) / total)}%`;
            const params = { progressToken, progress: sent, message: `${stage}${share}` };
            // A client that is gone is noticed by the transport.
            void notify({ method: "notifications/progress", params }).catch(() => {});
          }, progressEveryMs);
          try {
            const { text, figures } = await runTool(name, input as never, { ...shared, signal, onProgress });
            return { content: [{ type: "text", text }], structuredContent: { ...figures } };
          } catch (error) {
            return { isError: true, content: [{ type: "text", text: errorText(error) }] };
          }
        });
      }
      return server;
    },
    { transport },
  );
  await new Promise<void>((resolve) => {
    const onclose = transport.onclose;
    transport.onclose = () => {
      onclose?.();
      resolve();
    };
    stop.addEventListener("abort", () => void handle.close().then(resolve), { once: true });
  });
}

function errorText(error: unknown): string {
  if (isCancelled(error)) return "Stopped.";
  return error instanceof EvenhandError ? `${error.message} ${error.hint}` : `Unexpected failure: ${messageOf(error)}`;
}
