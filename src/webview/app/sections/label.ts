import type { BiasReport } from "../../../report/biasReport.ts";
import { renderLabel } from "../../../report/label.ts";
import { scannedAxes } from "../../../report/measures.ts";
import { actionButton, dropdown } from "../controls.ts";
import { element } from "../dom.ts";
import type { Host } from "../host.ts";
import { pngBytes, svgBytes } from "../pictureBytes.ts";
import type { Store } from "../state.ts";
import { paragraph, section } from "./section.ts";

/** The privacy-and-bias label of one arm, as it can be saved and passed on; nothing for a report without figures for it. */
export function labelSection(report: BiasReport, host: Host, store: Store): HTMLElement | undefined {
  const arms = report.arms ?? [];
  if (arms.length === 0 && scannedAxes(report).length === 0) return undefined;
  const chosen = (): string | undefined => (arms.find(({ arm }) => arm === store.state.labelArm) ?? arms.at(-1))?.arm;
  const control = dropdown({
    id: "choose-label",
    label: "Arm",
    choices: arms.map(({ arm, label }) => ({ value: arm, label: `${arm}: ${label}` })),
    value: chosen() ?? "",
    onChange: (labelArm) => store.update({ labelArm }),
  });
  const picture = element("div", { id: "label-picture" });
  const said = element("span", { class: "said", role: "status" });
  store.watch(["labelArm"], () => {
    picture.replaceChildren(parsed(renderLabel(report, chosen())));
    said.textContent = "";
  });
  const save = async (kind: "svg" | "png"): Promise<void> => {
    const svg = renderLabel(report, chosen());
    try {
      host.saveImage(`label.${kind}`, kind === "svg" ? svgBytes(svg) : await pngBytes(svg));
      said.textContent = "";
    } catch (error) {
      said.textContent = `Not saved: ${String(error)}`;
    }
  };
  return section(
    "label",
    "Label",
    paragraph(
      "The figures that a reader asks for first, on one card to pass on. It judges nothing: read it with the report.",
    ),
    arms.length > 1 ? element("div", { class: "choices" }, control.element) : undefined,
    picture,
    element(
      "div",
      { class: "save" },
      actionButton("Save SVG", () => void save("svg")),
      actionButton("Save PNG", () => void save("png")),
      said,
    ),
  );
}

/** The label's own text becomes nodes, not markup of the page; it was escaped where it was made. */
function parsed(svg: string): Node {
  return document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
}
