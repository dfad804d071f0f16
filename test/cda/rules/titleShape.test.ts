import { describe, expect, test } from "vitest";
import { applyPlan } from "../../../src/cda/applyPlan.ts";
import { planSwaps } from "../../../src/cda/planSwaps.ts";

const swapped = (text: string): string => applyPlan(text, planSwaps(text).edits);

describe("what somebody says is no title of a work", () => {
  test.each([
    ['"She did it," he said.', '"He did it," she said.'],
    ['He said, "She is his."', 'She said, "He is hers."'],
    ['"He was with me," she said.', '"She was with me," he said.'],
    ['"Dad is in," she said.', '"Mom is in," he said.'],
    ['"Is Dad in?" she asked.', '"Is Mom in?" he asked.'],
    ['"Is Dad with Mary?" she asked.', '"Is Mom with Mary?" he asked.'],
    ['He asked, "Is Dad in?"', 'She asked, "Is Mom in?"'],
    ['He told her, "She is Mary."', 'She told him, "He is Mary."'],
    ["“She is in,” he said.", "“He is in,” she said."],
    ["*She is with him.*", "*He is with her.*"],
    ["*She is with Mary.*", "*He is with Mary.*"],
    ['"I saw her," he said.', '"I saw him," she said.'],
  ])("%s", (text, expected) => {
    expect(swapped(text)).toBe(expected);
  });
});

describe("what is shouted has capitals for another reason", () => {
  test.each([
    ['HE SAID, "SHE IS HIS HUSBAND."', 'SHE SAID, "HE IS HER WIFE."'],
    ['He shouted, "GET HER OUT!"', 'She shouted, "GET HIM OUT!"'],
    ['He held a sign with "LET THE WOMEN IN" on it.', 'She held a sign with "LET THE MEN IN" on it.'],
  ])("%s", (text, expected) => {
    expect(swapped(text)).toBe(expected);
  });
});

describe("titles stay although the words around them change", () => {
  test.each([
    ['They saw "Gone Girl" with her.', 'They saw "Gone Girl" with him.'],
    ['He saw "He Got Game" with her.', 'She saw "He Got Game" with him.'],
    ['She read "Little Women" to him.', 'He read "Little Women" to her.'],
    ['"She\'s the Man" is a film with her in it.', '"She\'s the Man" is a film with him in it.'],
    ['"The Woman of the Dunes," she said, "is long."', '"The Woman of the Dunes," he said, "is long."'],
    ['He said that "The Man and His Horse" is short.', 'She said that "The Man and His Horse" is short.'],
    ['She said, "The Woman of the Dunes."', 'He said, "The Woman of the Dunes."'],
    ['His picture is called "Lady of <unk>", he said.', 'Her picture is called "Lady of <unk>", she said.'],
    ['He knows the so-called "Lady of <unk>" by name.', 'She knows the so-called "Lady of <unk>" by name.'],
    ['He heard the song "Her" twice.', 'She heard the song "Her" twice.'],
    ['The novel "He and She" is hers.', 'The novel "He and She" is his.'],
  ])("%s", (text, expected) => {
    expect(swapped(text)).toBe(expected);
  });
});
