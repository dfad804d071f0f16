import { element, setAttributes } from "../dom.ts";

/** Height of the thumb in pixels: what is seen of a large file would be less than one. */
const thumbPixels = 28;

/** Steps of the keyboard, as shares of the whole. */
const steps: Readonly<Record<string, number>> = { ArrowUp: -0.01, ArrowDown: 0.01, PageUp: -0.1, PageDown: 0.1 };

/** A scroll bar over the whole file: where in it one is, and the way to any other place. */
export class PositionBar {
  readonly element: HTMLElement;
  readonly #thumb = element("div", { class: "thumb" });
  readonly #jump: (share: number) => Promise<void>;
  #share = 0;
  #wanted: number | undefined;
  #isJumping = false;
  #isDragged = false;

  /** @param jump goes to a share of the file, from 0 to 1 */
  constructor(jump: (share: number) => Promise<void>) {
    this.#jump = jump;
    this.element = element(
      "div",
      {
        class: "position",
        role: "scrollbar",
        tabindex: 0,
        "aria-controls": "feed",
        "aria-orientation": "vertical",
        "aria-label": "Position in the file",
        "aria-valuemin": 0,
        "aria-valuemax": 100,
        "aria-valuenow": 0,
      },
      this.#thumb,
    );
    this.element.addEventListener("pointerdown", (event) => {
      this.#isDragged = true;
      this.element.setPointerCapture(event.pointerId);
      this.#pointed(event);
      event.preventDefault();
    });
    this.element.addEventListener("pointermove", (event) => {
      if (this.#isDragged) this.#pointed(event);
    });
    for (const end of ["pointerup", "pointercancel"] as const) {
      this.element.addEventListener(end, () => {
        this.#isDragged = false;
      });
    }
    this.element.addEventListener("keydown", (event) => this.#keyed(event));
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  /** @param words what the position is called, for screen readers */
  set(share: number, words: string): void {
    if (!this.#isDragged) this.#share = Math.min(1, Math.max(0, share));
    setAttributes(this.element, { "aria-valuenow": Math.round(100 * this.#share), "aria-valuetext": words });
    this.#draw();
  }

  #pointed({ clientY }: PointerEvent): void {
    const { top, height } = this.element.getBoundingClientRect();
    this.#go((clientY - top - thumbPixels / 2) / Math.max(1, height - thumbPixels));
  }

  #keyed(event: KeyboardEvent): void {
    const step = steps[event.key];
    if (event.key === "Home") this.#go(0);
    else if (event.key === "End") this.#go(1);
    else if (step !== undefined) this.#go(this.#share + step);
    else return;
    event.preventDefault();
  }

  /** One jump at a time; of those that are asked for meanwhile, the last one counts. */
  #go(share: number): void {
    this.#share = Math.min(1, Math.max(0, share));
    this.#draw();
    this.#wanted = this.#share;
    if (!this.#isJumping) void this.#follow();
  }

  async #follow(): Promise<void> {
    this.#isJumping = true;
    try {
      while (this.#wanted !== undefined) {
        const share = this.#wanted;
        this.#wanted = undefined;
        await this.#jump(share);
      }
    } finally {
      this.#isJumping = false;
    }
  }

  #draw(): void {
    const room = Math.max(0, this.element.clientHeight - thumbPixels);
    this.#thumb.style.transform = `translateY(${Math.round(this.#share * room)}px)`;
  }
}
