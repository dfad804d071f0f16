import type { BiasReport } from "../../report/biasReport.ts";
import { comparisonPage } from "./comparison/comparisonPage.ts";
import { registerControls } from "./controls.ts";
import { element } from "./dom.ts";
import { firstScreen } from "./firstScreen.ts";
import { connectHost } from "./host.ts";
import type { Host } from "./host.ts";
import type { PageContent } from "../protocol.ts";
import { identityHeader } from "./identity.ts";
import { armsSection } from "./sections/arms.ts";
import { clippingSection } from "./sections/clipping.ts";
import { contrastsSection } from "./sections/contrasts.ts";
import { counterfactualSection } from "./sections/counterfactuals.ts";
import { dataSection } from "./sections/data.ts";
import { membershipSection } from "./sections/membership.ts";
import { methodSection } from "./sections/method.ts";
import { trainingSection } from "./sections/training.ts";
import { wordListsSection } from "./sections/wordLists.ts";
import { createStore, restoreState } from "./state.ts";
import type { Store } from "./state.ts";
import { createTableOfContents } from "./tableOfContents.ts";

/** The page of the report: the same code in the editor's panel, in a saved HTML file and in a browser. */
function start(): void {
  registerControls();
  const host = connectHost();
  host.onContent((content) => show(content, host));
}

function show(content: PageContent, host: Host): void {
  const store = createStore(restoreState(host.loadState()), (state) => host.saveState(state));
  const place = document.getElementById("report") ?? document.body.appendChild(element("main", { id: "report" }));
  switch (content.kind) {
    case "report":
      document.title = content.report.title;
      place.replaceChildren(...reportPage(content.report, host, store));
      return;
    case "comparison":
      document.title = content.comparison.title;
      place.replaceChildren(...comparisonPage(content.comparison, host, store));
  }
}

function reportPage(report: BiasReport, host: Host, store: Store): readonly HTMLElement[] {
  const sections = [
    dataSection(report, host, store),
    contrastsSection(report, host, store),
    wordListsSection(report, host, store),
    counterfactualSection(report, host, store),
    armsSection(report, host),
    trainingSection(report, host),
    clippingSection(report, host),
    membershipSection(report, host),
    methodSection(report, host),
  ].filter((section) => section !== undefined);
  return [identityHeader(report, host), firstScreen(report, host, store), createTableOfContents(sections), ...sections];
}

start();
