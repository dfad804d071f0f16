import {
  activityBarItem,
  expect,
  ghostTexts,
  isOffered,
  openFile,
  picture,
  runCommand,
  test,
  view,
} from "./harness.ts";

test.use({ trusted: false });

test("in Restricted Mode scan and preview work, training is not offered", async ({ window }) => {
  await activityBarItem(window).click();
  await expect(view(window, "Runs")).toContainText("Training runs only in a trusted workspace");
  await view(window, "Findings").locator(".monaco-button").first().click();
  await expect(view(window, "Findings").locator(".monaco-list-row").first()).toContainText("gender");

  await openFile(window, "notes.txt");
  await runCommand(window, "Evenhand: Preview Counterfactuals");
  await expect.poll(() => ghostTexts(window)).toEqual(expect.arrayContaining(['"·he·"', '"·his·"']));

  await expect.poll(() => isOffered(window, "Scan Workspace")).toBe(true);
  expect(await isOffered(window, "Fine-tune and Report")).toBe(false);
  expect(await isOffered(window, "Run Study")).toBe(false);
  await picture(window, "10-restricted");
});
