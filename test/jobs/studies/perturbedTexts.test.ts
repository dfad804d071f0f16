import { expect, test } from "vitest";
import { countPerturbations, textForms } from "../../../src/jobs/studies/perturbedTexts.ts";

test("a text has the forms that change it, the same each time", () => {
  const forms = textForms(1);
  const { perturbed } = forms("The nurse said that she was late.");
  expect(perturbed["lower case"]).toBe("the nurse said that she was late.");
  expect(perturbed["identity swap"]).toBe("The nurse said that he was late.");
  expect(perturbed["typing errors"]).not.toBe("The nurse said that she was late.");
  expect(forms("The nurse said that she was late.").perturbed).toEqual(perturbed);
  expect(Object.keys(forms("it is so").perturbed)).toEqual([]);
});

test("what is swapped can be chosen", () => {
  const { perturbed } = textForms(1, ["religion:Muslim<->Christian"])("A Muslim teacher said that she was late.");
  expect(perturbed["identity swap"]).toBe("A Christian teacher said that she was late.");
});

test("counts the texts that each perturbation changes, with a few examples unless text is left out", () => {
  const forms = ["She ran.", "It ran.", "it ran", "he sang", "she sang", "he wrote a long letter"].map(textForms(1));
  const counts = countPerturbations(forms, forms);
  expect(counts.map(({ name, changed }) => [name, changed])).toEqual([
    ["typing errors", 3],
    ["lower case", 2],
    ["identity swap", 4],
  ]);
  expect(counts[2]?.examples).toHaveLength(3);
  expect(counts[2]?.examples?.[0]).toEqual({ before: "She ran.", after: "He ran." });
  expect(countPerturbations(forms, undefined).every((count) => !("examples" in count))).toBe(true);
});
