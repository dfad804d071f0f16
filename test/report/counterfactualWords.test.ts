import { describe, expect, test } from "vitest";
import type { CounterfactualSection } from "../../src/report/counterfactualSection.ts";
import { counterfactualSentences, measureText, swapsText, wayText } from "../../src/report/counterfactualWords.ts";

const section: CounterfactualSection = {
  axis: "gender",
  direction: "gender:swap, religion:muslim->christian",
  mode: "augment",
  records: 8,
  changed: 3,
  editsByRule: [],
  skippedByReason: [],
  lowConfidenceEdits: 1,
  privacyNote: "",
  swaps: [
    { axis: "gender", direction: "swap" },
    { axis: "religion", direction: "muslim->christian" },
  ],
  roundTrip: { restored: 2, measured: 3, failures: [] },
};

describe("counterfactuals in words", () => {
  test("say how much changed, what comes back, and what is worth a look", () => {
    expect(counterfactualSentences(section)).toEqual([
      "Gender swap, Religion muslim->christian: 3 of 8 records (37.5%) changed.",
      "Swapping again gives the original back, exactly, for 2 of 3 changed records (66.7%).",
      "1 edit of low confidence is worth a look.",
    ]);
    const { roundTrip: _, ...oneWay } = { ...section, mode: "neutralise", lowConfidenceEdits: 0 };
    expect(counterfactualSentences(oneWay)).toEqual([
      "Neutral words: 3 of 8 records (37.5%) changed.",
      "No edit is of low confidence.",
    ]);
  });

  test("name the swap of a report from before there were several", () => {
    const { swaps: _, ...old } = { ...section, direction: "m2f" };
    expect(swapsText(old)).toBe("Gender m2f");
  });

  test("show measures with their interval, and that two never meet", () => {
    expect(measureText({ together: 4, npmi: 0.414, npmiLow: 0.3, npmiHigh: 0.5 })).toBe("0.41 (0.30 to 0.50)");
    expect(measureText({ together: 0 })).toBe("never together");
    const row = { word: "lad", there: "girl", back: "boy", reason: "", count: 1, example: "" };
    expect(wayText(row)).toBe("lad → girl → boy");
  });
});
