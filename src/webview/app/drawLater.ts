/** What is still to be drawn; gone with the elements that the page no longer has. */
const waiting = new WeakMap<Element, () => void>();

/** A window's height before and after what is in sight, so that nobody who scrolls meets an empty place. */
const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) drawNow(target);
  },
  { rootMargin: "100% 0px" },
);

/**
 * Calls `draw` once: when `place` comes near the part of the page in sight, when the browser has nothing else to do, or before the
 * page is printed, whatever is first. A long report opens at once, and is complete soon after, for the browser's search.
 */
export function drawLater(place: Element, draw: () => void): void {
  place.setAttribute("data-waiting", "");
  waiting.set(place, draw);
  observer.observe(place);
  drawWhenIdle();
}

/** Calls what still waits for this place at once. */
export function drawNow(place: Element): void {
  const draw = waiting.get(place);
  if (draw === undefined) return;
  waiting.delete(place);
  observer.unobserve(place);
  place.removeAttribute("data-waiting");
  draw();
}

/** Calls everything that still waits within the page: paper shows all of it. */
export function drawAllNow(): void {
  for (let found = waitingPlaces(); found.length > 0; found = waitingPlaces())
    for (const place of found) drawNow(place);
}

let isAsked = false;

function drawWhenIdle(): void {
  if (isAsked) return;
  isAsked = true;
  whenIdle((timeLeft) => {
    isAsked = false;
    const isOpening = document.querySelector("[aria-busy]") !== null;
    for (const place of isOpening ? [] : waitingPlaces()) {
      if (timeLeft() < 5) break;
      drawNow(place);
    }
    if (isOpening || waitingPlaces().length > 0) drawWhenIdle();
  });
}

function waitingPlaces(): readonly Element[] {
  return [...document.querySelectorAll("[data-waiting]")];
}

function whenIdle(work: (timeLeft: () => number) => void): void {
  // Safari has no idle callbacks.
  if (typeof requestIdleCallback === "function")
    requestIdleCallback((deadline) => work(() => deadline.timeRemaining()));
  else setTimeout(() => work(() => 5), 50);
}
