import { comparisonPage } from "./comparison/comparisonPage.ts";
import { answerSaving } from "./charts/saveChart.ts";
import { registerControls } from "./controls.ts";
import { element } from "./dom.ts";
import { connectHost } from "./host.ts";
import type { Host } from "./host.ts";
import type { PageContent } from "../../report/pageContent.ts";
import { openForPrinting } from "./printing.ts";
import { drawReportPage } from "./reportPage.ts";
import { createStore, restoreState, stateFor } from "./state.ts";
import type { Store, ViewState } from "./state.ts";

/** The page of the report: the same code in the editor's panel, in a saved HTML file and in a browser. */
function start(): void {
  registerControls();
  const host = connectHost();
  let shown: PageContent | undefined;
  answerSaving(document.body, () => shown, host);
  host.onContent((content) => {
    const isFirst = shown === undefined;
    shown = content;
    show(content, host);
    // After the page's own listener, which draws what is not there yet.
    if (isFirst) openForPrinting();
  });
}

function show(content: PageContent, host: Host): void {
  const remembered = restoreState(host.loadState());
  const storeOf = (state: ViewState): Store => createStore(state, (next) => host.saveState(next));
  const place = document.getElementById("report") ?? document.body.appendChild(element("main", { id: "report" }));
  switch (content.kind) {
    case "report":
      document.title = content.report.title;
      drawReportPage(place, content.report, host, storeOf(stateFor(content.report, remembered)));
      return;
    case "comparison":
      document.title = content.comparison.title;
      place.replaceChildren(...comparisonPage(content.comparison, host, storeOf(remembered)));
  }
}

start();
