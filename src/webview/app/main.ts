import type { BiasReport } from "../../report/biasReport.ts";
import { registerControls } from "./controls.ts";
import { element } from "./dom.ts";
import { firstScreen } from "./firstScreen.ts";
import { connectHost } from "./host.ts";
import type { Host } from "./host.ts";
import { identityHeader } from "./identity.ts";
import { armsSection } from "./sections/arms.ts";
import { contrastsSection } from "./sections/contrasts.ts";
import { counterfactualSection } from "./sections/counterfactuals.ts";
import { dataSection } from "./sections/data.ts";
import { membershipSection } from "./sections/membership.ts";
import { methodSection } from "./sections/method.ts";
import { trainingSection } from "./sections/training.ts";
import { wordListsSection } from "./sections/wordLists.ts";
import { createStore, restoreState } from "./state.ts";
import { createTableOfContents } from "./tableOfContents.ts";

/** The page of the report: the same code in the editor's panel, in a saved HTML file and in a browser. */
function start(): void {
  registerControls();
  const host = connectHost();
  host.onReport((report) => show(report, host));
}

function show(report: BiasReport, host: Host): void {
  const store = createStore(restoreState(host.loadState()), (state) => host.saveState(state));
  document.title = report.title;
  const sections = [
    dataSection(report, host, store),
    contrastsSection(report, host, store),
    wordListsSection(report, host, store),
    counterfactualSection(report, host, store),
    armsSection(report, host),
    trainingSection(report, host),
    membershipSection(report, host),
    methodSection(report, host),
  ].filter((section) => section !== undefined);
  const place = document.getElementById("report") ?? document.body.appendChild(element("main", { id: "report" }));
  place.replaceChildren(
    identityHeader(report, host),
    firstScreen(report, host, store),
    createTableOfContents(sections),
    ...sections,
  );
}

start();
