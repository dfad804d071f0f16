import { expect, test } from "vitest";
import { csvText, markdownText } from "../../../src/webview/app/tableText.ts";

test("CSV keeps numbers unrounded and quotes text", () => {
  expect(
    csvText(
      ["Word", "z"],
      [
        ['say "hi", you', 14.218_331],
        ["b", undefined],
      ],
    ),
  ).toBe('"Word","z"\r\n"say ""hi"", you",14.218331\r\n"b",');
});

test("CSV disarms what a spreadsheet would run", () => {
  expect(csvText(["Word"], [["=HYPERLINK(1)"], ["@x"], ["-y"], ["＝1"]])).toBe(
    '"Word"\r\n"\'=HYPERLINK(1)"\r\n"\'@x"\r\n"\'-y"\r\n"\'＝1"',
  );
  expect(csvText(["z"], [[-3.5]])).toBe('"z"\r\n-3.5');
});

test("Markdown aligns numbers to the right and keeps cells apart", () => {
  expect(markdownText(["Word", "z"], [false, true], [["a|b", "1.0"]])).toBe(
    "| Word | z |\n| --- | --: |\n| a\\|b | 1.0 |",
  );
  expect(markdownText(["File"], [false], [["www.x.org/&lt;a"]])).toContain("| www\\.x.org/\\&lt;a |");
});
