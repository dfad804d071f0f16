import { expect, test } from "vitest";
import { swapWith } from "../swapWith.ts";

test.each([
  ["race", "Black->white", "The black monks sold a Penny Black to pay for black tea."],
  ["race", "white->Black", "Caucasian shepherds, white mages and the white man's burden."],
  ["race", "Asian->white", "Asian lady beetles came while Crazy Rich Asians was on."],
  ["race", "Roma->white", "The Roma striker ate Roma tomatoes."],
  ["race", "European->Asian", "European champions Porto flew home."],
  ["religion", "Muslim->Christian", "For the starter we made imam bayildi."],
  ["religion", "Muslim->Christian", "Nurul Islam and Tariq Ramadan spoke."],
  ["religion", "Muslim->Christian", "The cadet came in mufti to Imam Beach."],
  ["religion", "Christian->Muslim", "A flood of biblical proportions hit the cathedral of commerce."],
  ["religion", "Christian->Muslim", "The party is a broad church with catholic tastes."],
  ["religion", "Christian->Muslim", "Tacos al pastor are sold on Bishop Street."],
  ["religion", "Christian->Muslim", "Church, a former senator, spoke of John the Baptist."],
  ["religion", "Christian->Muslim", "Vicar Street is a venue, and Bishop Gorman High School a school."],
  ["religion", "Jewish->Muslim", "Kosher salt does not sound kosher."],
  ["religion", "Hindu->Christian", "In The Hindu, Gita Gopinath wrote about her cousin Gita."],
])("%s %s leaves names, things and idioms: %s", (axis, direction, text) => {
  expect(swapWith(axis as "race" | "religion", direction, text)).toBe(text);
});

test.each([
  ["race", "Asian->white", "The show Asian viewers loved ended.", "The show white viewers loved ended."],
  ["race", "white->Black", "A white lady met a white nun.", "A black lady met a black nun."],
  ["religion", "Christian->Muslim", "The church of the village burned.", "The mosque of the village burned."],
  ["religion", "Christian->Muslim", "Pastor Jones spoke to the bishop.", "Imam Jones spoke to the mufti."],
  ["religion", "Muslim->Christian", "Imam Hassan fasted in Ramadan.", "Reverend Hassan fasted in Lent."],
  [
    "religion",
    "Muslim->Christian",
    "Radical Islam is not all of Islam.",
    "Radical Christianity is not all of Christianity.",
  ],
  ["religion", "Jewish->Muslim", "The synagogue serves kosher food.", "The mosque serves halal food."],
])("%s %s changes what names people and their religion: %s", (axis, direction, text, expected) => {
  expect(swapWith(axis as "race" | "religion", direction, text)).toBe(expected);
});
