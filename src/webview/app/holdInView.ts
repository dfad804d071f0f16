/** Ends what is held now; one place is held at a time. */
let release: (() => void) | undefined;

/**
 * Brings `place` to the top of the view, and again whenever `page` changes its height, because parts above it are drawn later:
 * not every browser keeps what is in sight where it is. Ends with what the reader does next, or when `place` leaves the document.
 * It jumps: a long way scrolled smoothly ends where the place was when it began.
 */
export function holdInView(place: Element, page: Element): void {
  release?.();
  let height = 0;
  let offset = 0;
  const bring = (): void => {
    if (!place.isConnected) return release?.();
    place.scrollIntoView({ behavior: "instant" });
    height = document.documentElement.scrollHeight;
    offset = scrollY;
  };
  const resized = new ResizeObserver(bring);
  const onScroll = (): void => {
    // Without a change of the height, it was neither this function nor the browser, which follows what it drew.
    if (document.documentElement.scrollHeight === height && Math.abs(scrollY - offset) > 1) release?.();
  };
  const onInput = (): void => release?.();
  release = () => {
    resized.disconnect();
    removeEventListener("scroll", onScroll);
    for (const kind of inputs) removeEventListener(kind, onInput, { capture: true });
    release = undefined;
  };
  bring();
  resized.observe(page);
  addEventListener("scroll", onScroll, { passive: true });
  // The click that led here has passed the window, where it is caught.
  for (const kind of inputs) addEventListener(kind, onInput, { passive: true, capture: true });
}

/** What readers scroll, open or leave with; dragging the scroll bar is known by the scroll alone. */
const inputs = ["wheel", "touchmove", "keydown", "pointerdown", "click"] as const;
