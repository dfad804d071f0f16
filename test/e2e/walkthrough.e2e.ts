import { activityBarItem, expect, picture, runCommand, test, view } from "./harness.ts";

test("a newcomer opens the sample from the walkthrough and scans it", async ({ page, server }) => {
  await test.step("the walkthrough opens in an empty window", async () => {
    await page.goto(`${server.address}/?ew=true`, { waitUntil: "domcontentloaded" });
    await expect(activityBarItem(page)).toBeVisible();
    await runCommand(page, "Evenhand: Start Walkthrough");
    await expect(page.locator(".gettingStartedDetailsContent, .gettingStarted").first()).toContainText(
      "Get started with Evenhand",
    );
    await picture(page, "walkthrough-1");
  });

  await test.step("Open Sample opens a folder with the corpus", async () => {
    await page.locator(".gettingStarted").getByRole("button", { name: "Open Sample" }).first().click();
    await expect(page).toHaveURL(/sample/);
  });

  await test.step("Scan Workspace shows findings", async () => {
    // The page of the walkthrough comes back with the window.
    await page.locator(".gettingStarted").getByText("Scan it", { exact: true }).first().click();
    await picture(page, "walkthrough-2");
    await page.locator(".gettingStarted").getByRole("button", { name: "Scan Workspace" }).first().click();
    const gender = view(page, "Findings").locator(".monaco-list-row").filter({ hasText: "gender" }).first();
    await expect(gender).toBeVisible();
    await picture(page, "walkthrough-3");
  });
});
