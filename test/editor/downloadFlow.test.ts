import { beforeEach, describe, expect, test } from "vitest";
import { EvenhandError } from "../../src/base/errors.ts";
import { downloadModel } from "../../src/editor/downloadFlow.ts";
import { JobRunner } from "../../src/editor/jobRunner.ts";
import { fake } from "../fakes/vscode.ts";
import { FakeClient } from "./fakeClient.ts";

const plan = { model: "distilgpt2", host: "hub.example", bytes: 353_000_000, licence: "apache-2.0", wasThere: false };
const download = { name: "download", options: { model: "distilgpt2" } };

beforeEach(() => {
  fake.reset();
});

describe("Download Model", () => {
  test("names size, host and licence, and fetches when the user agrees", async () => {
    fake.answers = [" distilgpt2 ", "Download", "Use for Training"];
    const client = new FakeClient(plan, { folder: "/models" });
    await downloadModel(new JobRunner(client));
    expect(client.asked).toEqual([{ ...download, name: "planDownload" }, download]);
    expect(fake.messages[1]).toMatchObject({ text: "Download distilgpt2, 353 MB, from hub.example?" });
    expect(fake.messages[1]?.buttons[0]).toMatchObject({
      modal: true,
      detail: expect.stringContaining("apache-2.0") as string,
    });
    expect(fake.settings.get("evenhand.training.model")).toBe("distilgpt2");
  });

  test("fetches nothing when the user does not agree, or leaves", async () => {
    const client = new FakeClient(plan);
    fake.answers = ["distilgpt2", undefined];
    await downloadModel(new JobRunner(client));
    fake.answers = [undefined];
    await downloadModel(new JobRunner(client));
    expect(client.asked.map(({ name }) => name)).toEqual(["planDownload"]);
  });

  test("offers a model that was there already, and changes no setting unasked", async () => {
    fake.answers = ["distilgpt2", undefined];
    const client = new FakeClient({ ...plan, wasThere: true });
    await downloadModel(new JobRunner(client));
    expect(client.asked.map(({ name }) => name)).toEqual(["planDownload"]);
    expect(fake.messages[1]?.text).toBe("distilgpt2 has been downloaded before.");
    expect(fake.settings.get("evenhand.training.model")).toBeUndefined();
  });

  test("passes on what the hub refused", async () => {
    const refused = new EvenhandError("download.refused", "m is gated.", { hint: "Accept its terms." });
    fake.answers = ["distilgpt2"];
    await expect(downloadModel(new JobRunner(new FakeClient(refused)))).rejects.toBe(refused);
  });

  test("asks for nothing in a workspace that is not trusted", async () => {
    fake.isTrusted = false;
    const client = new FakeClient();
    await expect(downloadModel(new JobRunner(client))).rejects.toMatchObject({ code: "workspace.untrusted" });
    expect(client.asked).toEqual([]);
    expect(fake.messages).toEqual([]);
  });
});
