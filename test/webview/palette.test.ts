import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { allEyes, ciede2000, contrast, distance } from "./colorVision.ts";
import { editorThemes } from "./editorThemes.ts";

const root = resolve(import.meta.dirname, "../..");
const css = ["colours.css", "print.css"]
  .map((file) => readFileSync(join(root, "media", "page", file), "utf8"))
  .join("");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly contributes: {
    readonly colors: readonly { readonly id: string; readonly defaults: Readonly<Record<string, string>> }[];
  };
};

const series = ["seriesOne", "seriesTwo", "seriesThree"] as const;

interface Palette {
  readonly name: string;
  readonly series: readonly string[];
  /** The colour of the model before training. */
  readonly base: string;
  readonly backgrounds: readonly string[];
}

/** The blocks that set the colours outside the editor: light, dark on a screen, print. What print does not set stays light. */
function pagePalettes(): Palette[] {
  const blocks = [...css.matchAll(/:root:not\(\.editor\) \{([^}]*)\}/gu)].map(([, block]) => block ?? "");
  return ["light", "dark", "print"].map((name, index) => {
    const block = name === "print" ? `${blocks[index]}${blocks[0]}` : (blocks[index] ?? "");
    const value = (variable: string): string =>
      new RegExp(`--vscode-${variable}: (#[0-9a-f]{6})`, "u").exec(block)?.[1] ?? `no ${variable}`;
    return {
      name: `${name} page`,
      series: series.map((one) => value(`evenhand-${one}`)),
      base: value("descriptionForeground"),
      backgrounds: ["editor-background", "editorWidget-background"].map(value),
    };
  });
}

function themePalettes(): Palette[] {
  const kinds = {
    dark: "dark",
    light: "light",
    "high contrast": "highContrast",
    "high contrast light": "highContrastLight",
  };
  return (Object.keys(kinds) as (keyof typeof kinds)[]).map((theme) => {
    const { colors } = editorThemes[theme];
    const own = (id: string): string =>
      manifest.contributes.colors.find((color) => color.id === `evenhand.${id}`)?.defaults[kinds[theme]] ?? "none";
    // Greys of the high-contrast themes are 70% of the text over the page.
    const base = { dark: "#8c8c8c", light: "#606060", "high contrast": "#b3b3b3", "high contrast light": "#696969" }[
      theme
    ];
    return {
      name: `the editor's theme ${theme}`,
      series: series.map(own),
      base,
      backgrounds: [colors["editor-background"], colors["editorWidget-background"]],
    };
  });
}

describe.each([...pagePalettes(), ...themePalettes()])("$name", ({ series: colors, base, backgrounds }) => {
  test("its chart colours stand out from every background, also as text", () => {
    for (const color of colors) {
      for (const background of backgrounds) expect(contrast(color, background)).toBeGreaterThan(4.5);
    }
  });

  test.each(allEyes)("its chart colours are told apart by eyes with %s", (eyes) => {
    const all = [base, ...colors];
    all.forEach((one, index) => {
      for (const other of all.slice(index + 1)) {
        expect(distance(one, other, eyes), `${one} and ${other}`).toBeGreaterThan(15);
      }
    });
  });
});

test("the measure of distance agrees with the test data of its authors", () => {
  // Sharma, Wu and Dalal (2005), table 1, pairs 1, 7 and 17.
  expect(ciede2000([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
  expect(ciede2000([50, 0, 0], [50, -1, 2])).toBeCloseTo(2.3669, 4);
  expect(ciede2000([50, 2.5, 0], [73, 25, -18])).toBeCloseTo(27.1492, 4);
});

test("contrast is 21 between black and white", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 10);
});
