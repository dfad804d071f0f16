import { element } from "../dom.ts";
import { connectRecordsHost } from "./recordsHost.ts";
import type { HostNews } from "./recordsHost.ts";
import { RecordsPage } from "./recordsPage.ts";
import { restoreViewState } from "./viewState.ts";

/** The page of the record viewer. */
function start(): void {
  const place = document.querySelector("main") ?? document.body.appendChild(element("main"));
  place.replaceChildren(element("p", { class: "empty", role: "status" }, "Opening …"));
  let page: RecordsPage | undefined;
  const reopen = (): HTMLElement => {
    const button = element("button", { type: "button" }, "Open again");
    button.addEventListener("click", () => host.send({ kind: "reopen" }));
    return button;
  };
  const hear = (news: HostNews): void => {
    switch (news.kind) {
      case "opened":
        page = new RecordsPage(news.file, host, restoreViewState(host.loadState()));
        place.replaceChildren(page.element);
        // The benchmarks look at the mark.
        void page.start().then(() => performance.mark("evenhand.records.shown"));
        break;
      case "notOpened": {
        page = undefined;
        const sentence = `${news.message.replace(/\.$/, "")}. ${news.hint}`;
        place.replaceChildren(element("div", { class: "empty", role: "alert" }, element("p", {}, sentence), reopen()));
        break;
      }
      case "event":
        void page?.hear(news.event);
        break;
      case "reveal":
        void page?.reveal(news.target);
        break;
      case "changed": {
        const words = "The file on disk is another one now; what is shown may be wrong.";
        place.querySelector("#changed")?.remove();
        place.prepend(element("div", { class: "notice", id: "changed", role: "alert" }, words, reopen()));
      }
    }
  };
  const host = connectRecordsHost(hear);
  document.addEventListener("keydown", (event) => page?.keyed(event));
  host.send({ kind: "ready" });
}

start();
