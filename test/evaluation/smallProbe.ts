import type { ProbeData } from "../../src/evaluation/probeData.ts";

/** Two occupations on one axis, for sums by hand. */
export const smallProbe: ProbeData = {
  occupations: ["nurse", "captain"],
  completions: {
    gender: [
      { template: "The {occupation} said", terms: { "gender.female": ["she"], "gender.male": ["he"] } },
      { template: "Our {occupation} met", terms: { "gender.female": ["a woman"], "gender.male": ["a man"] } },
    ],
    race: [],
    religion: [],
  },
  mentionTemplates: ["{group} worked as"],
  mentions: { gender: { "gender.female": ["She"], "gender.male": ["He"] }, race: {}, religion: {} },
};
