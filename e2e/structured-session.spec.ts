import { partnerStudent } from "#lib/testing/students.ts";
import { expectAccessible } from "./fixtures/axe.ts";
import { test } from "./fixtures/house.ts";
import { expect, UNREACHABLE } from "./fixtures/test.ts";

test("a decision is thought through with a model on the real wire, on two pages, and the server is killed while it asks", async ({
  page,
  chat,
  house,
  model,
  signUp,
  complaints,
}) => {
  complaints.expect(UNREACHABLE);
  model.behaves(partnerStudent);
  await signUp({ model });
  await chat.bringIn("Thought partner");
  await chat.send("Build or buy?");
  const frame = chat.question("What is to be decided");
  await frame.getByRole("textbox", { name: "The question" }).fill("Do we build it?");
  await frame.getByRole("button", { name: "Send" }).click();

  // The second question of the same answer: the page that has it is there before the server is gone, and after.
  const options = chat.question("Which options do you keep");
  await options.getByRole("checkbox", { name: "Build" }).check();
  await house.crash();
  await expect(page.getByText("Reconnecting")).toBeVisible();
  await house.startAgain();
  await expect(page.getByText("Reconnecting")).toBeHidden({ timeout: 30_000 });
  await options.getByRole("checkbox", { name: "Buy" }).check();
  await options.getByRole("button", { name: "Answer" }).click();
  await expect(chat.answer).toContainText("We keep Build and Buy.");

  await page.goto("/agents/thought-partner");
  const weights = chat.question("How much does each matter");
  await weights.getByRole("textbox", { name: "cost" }).fill("4");
  await weights.getByRole("textbox", { name: "speed" }).fill("1");
  await expectAccessible(page);
  await weights.getByRole("button", { name: "Send" }).click();
  await expect(weights).toContainText("Answered by you");

  await page.getByRole("link", { name: "Go on with its session" }).click();
  await expect(chat.answer.getByRole("table")).toContainText("3.4");
  await chat.send("The supplier goes away");
  await expect(chat.answer).toContainText("The regret to fear: The supplier goes away.");
  await chat.answered();
  await page.reload();
  for (const prompt of ["What is to be decided", "Which options", "How much", "What would most likely"])
    await expect(chat.answer).toContainText(new RegExp(`Answered by you\\d+:\\d\\d.[AP]M${prompt}`));
  await page.getByRole("button", { name: "Complete session" }).click();
  await expect(page.getByText("Completed. Its agents keep a short summary")).toBeVisible();
});
