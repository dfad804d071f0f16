import { PerformanceObserver } from "node:perf_hooks";
import { expect, test } from "vitest";
import { tellDuration } from "../../src/base/tellDuration.ts";

test("whoever watches is told, and nothing is kept", async () => {
  const seen = new Promise<{ readonly startTime: number; readonly duration: number } | undefined>((resolve) => {
    const observer = new PerformanceObserver((list) => {
      observer.disconnect();
      resolve(list.getEntriesByName("evenhand.test")[0]);
    });
    observer.observe({ entryTypes: ["measure"] });
  });
  const start = performance.now() - 40;
  tellDuration("evenhand.test", start);
  const told = await seen;
  expect(told?.startTime).toBe(start);
  expect(told?.duration).toBeGreaterThanOrEqual(40);
  expect(performance.getEntriesByName("evenhand.test")).toEqual([]);
});
