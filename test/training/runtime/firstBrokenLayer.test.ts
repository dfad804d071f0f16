import { expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { firstBrokenLayer } from "../../../src/training/runtime/firstBrokenLayer.ts";
import { initialiseAdapter, loraNames } from "../../../src/lm/lora.ts";
import { tinyConfig, tinyParameters } from "../support/tinyModel.ts";

const tokens = [1, 2, 3, 4];

async function broken(changes: Readonly<Record<string, number>>): Promise<string | undefined> {
  const config = tinyConfig();
  const parameters = tinyParameters(config);
  for (const [name, value] of Object.entries(changes)) parameters.get(name)?.fill(value);
  return firstBrokenLayer(config, parameters, tokens, { threads: 1 });
}

test("a model whose outputs are finite has no broken layer", async () => {
  expect(await broken({})).toBeUndefined();
});

test("the first layer in the order of the forward pass is named, wherever the cause lies", async () => {
  expect(await broken({ "transformer.wte.weight": Number.NaN })).toBe("transformer.wte.weight");
  expect(await broken({ "transformer.h.0.ln_2.bias": Number.POSITIVE_INFINITY })).toBe("transformer.h.0.ln_2");
  expect(await broken({ "transformer.h.1.attn.c_proj.bias": Number.NaN, "transformer.ln_f.bias": Number.NaN })).toBe(
    "transformer.h.1.attn.c_proj",
  );
});

test("a product that overflows is named where it overflows", async () => {
  expect(await broken({ "transformer.h.1.mlp.c_fc.weight": 2e38 })).toBe("transformer.h.1.mlp.c_fc");
  expect(await broken({ "transformer.ln_f.weight": 3e38 })).toMatch(/ln_f|wte/u);
});

test("an adapter belongs to the layer that it changes", async () => {
  const config = tinyConfig();
  const settings = { rank: 2, alpha: 4, targets: ["c_fc"] };
  const adapter = initialiseAdapter(config, settings, seededRandom(1));
  const probe = (): Promise<string | undefined> =>
    firstBrokenLayer(config, tinyParameters(config), tokens, { adapter, threads: 1 });
  expect(await probe()).toBeUndefined();
  adapter.parameters.get(loraNames.b("transformer.h.1.mlp.c_fc"))?.fill(Number.NaN);
  expect(await probe()).toBe("transformer.h.1.mlp.c_fc");
});
