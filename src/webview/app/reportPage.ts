import type { BiasReport } from "../../report/biasReport.ts";
import { hasAllArmsHidden, narrowedReport } from "../../report/narrowedReport.ts";
import { rememberArms } from "./armStyle.ts";
import { element } from "./dom.ts";
import { allArmsHidden, firstScreen } from "./firstScreen.ts";
import type { Host } from "./host.ts";
import { identityHeader } from "./identity.ts";
import { pageToolbar } from "./pageToolbar.ts";
import { absentSection } from "./sections/absent.ts";
import { armsSection } from "./sections/arms.ts";
import { benchmarksSection } from "./sections/benchmarks.ts";
import { clippingSection } from "./sections/clipping.ts";
import { contrastsSection } from "./sections/contrasts.ts";
import { counterfactualSection } from "./sections/counterfactuals.ts";
import { coverageSection } from "./sections/coverage.ts";
import { dataSection } from "./sections/data.ts";
import { labelSection } from "./sections/label.ts";
import { membershipSection } from "./sections/membership.ts";
import { methodSection } from "./sections/method.ts";
import { robustnessSection } from "./sections/robustness.ts";
import { tradeOffSection } from "./sections/tradeOff.ts";
import { trainingSection } from "./sections/training.ts";
import { wordListsSection } from "./sections/wordLists.ts";
import { empty, section } from "./sections/section.ts";
import { scopedStore } from "./state.ts";
import type { Store } from "./state.ts";
import { createTableOfContents } from "./tableOfContents.ts";

/** A section of the page, or nothing where the report has nothing to say there. */
type Section = (report: BiasReport, host: Host, store: Store) => HTMLElement | undefined;

/** Below the first screen, in reading order. */
const sections: readonly Section[] = [
  dataSection,
  contrastsSection,
  wordListsSection,
  counterfactualSection,
  shownArmsSection,
  ofShownArms(trainingSection),
  clippingSection,
  ofShownArms(membershipSection),
  ofShownArms(coverageSection),
  ofShownArms(benchmarksSection),
  labelSection,
  methodSection,
  absentSection,
];

/** The label leaves the page: what is hidden here must not be missing there. Nor is what a reader hides absent from the report. */
const ofWholeReport: ReadonlySet<Section> = new Set([labelSection, absentSection]);

/** The same of a study, which has neither counterfactuals nor arms of its own. */
const studySections: readonly Section[] = [
  tradeOffSection,
  robustnessSection,
  dataSection,
  methodSection,
  absentSection,
];

function sectionsOf({ tradeOff, robustness }: BiasReport): readonly Section[] {
  return tradeOff === undefined && robustness === undefined ? sections : studySections;
}

function shownArmsSection(report: BiasReport, host: Host): HTMLElement | undefined {
  return hasAllArmsHidden(report) ? section("arms", "Arms", empty(allArmsHidden)) : armsSection(report, host);
}

function ofShownArms(draw: Section): Section {
  return (report, host, store) => (hasAllArmsHidden(report) ? undefined : draw(report, host, store));
}

/**
 * Draws the page of one report. The first screen stands at once; the sections follow one by one, so that a long report can be
 * read and scrolled while they do. All of them are in the document soon after, for the browser's search and for paper. A choice of
 * axis or arms draws the page anew from the report narrowed to it.
 */
export function drawReportPage(place: HTMLElement, report: BiasReport, host: Host, store: Store): void {
  rememberArms(report.arms ?? []);
  const glance = element("div", { id: "glance-place" });
  const body = element("div", { id: "sections" });
  const contents = element("div", {});
  const sticky = element("div", { class: "sticky" }, contents, pageToolbar(report, store));
  place.replaceChildren(identityHeader(report, host), sticky, glance, body);

  let scope = scopedStore(store);
  let rest: (() => void)[] = [];
  let turn = 0;
  const drawNext = (own: number): void => {
    if (own !== turn) return;
    rest.shift()?.();
    if (rest.length > 0) setTimeout(drawNext, 0, own);
  };
  const drawRest = (): void => {
    for (const draw of rest.splice(0)) draw();
  };
  const draw = (): void => {
    turn += 1;
    scope.release();
    scope = scopedStore(store);
    const own = scope.store;
    const shown = narrowedReport(report, store.state);
    const drawn: HTMLElement[] = [];
    place.setAttribute("aria-busy", "true");
    glance.replaceChildren(firstScreen(shown, host, own));
    const isFirst = body.childElementCount === 0;
    rest = [
      ...sectionsOf(shown).map((drawSection) => () => {
        const made = drawSection(ofWholeReport.has(drawSection) ? report : shown, host, own);
        if (made === undefined) return;
        drawn.push(made);
        // What is on the page stays until everything is there to take its place, so that nothing jumps.
        if (isFirst) body.append(made);
      }),
      () => {
        if (!isFirst) body.replaceChildren(...drawn);
        contents.replaceChildren(createTableOfContents(drawn));
        place.removeAttribute("aria-busy");
      },
    ];
    setTimeout(drawNext, 0, turn);
  };
  let last = store.state;
  draw();
  store.watch(["axis", "hiddenArms"], (state) => {
    if (state.axis === last.axis && state.hiddenArms === last.hiddenArms) return; // the call at once
    last = state;
    draw();
  });
  addEventListener("beforeprint", drawRest);
}
