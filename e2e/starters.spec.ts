import { expect, test } from "./fixtures/test.ts";

/** What the guide offers as first words, and where each leads. */
const starters = [
  { words: "I have a spreadsheet of sales to understand", agent: "Content Liaison", answer: "Please attach the file" },
  { words: "Summarise a document for me", agent: "Content Liaison", answer: "Please attach the file" },
  { words: "How much is 19 % VAT on 2,480?", agent: "Luca", answer: "471.2" },
  { words: "What can you do for me?", agent: "Guide", answer: "Content liaison" },
];

test("every way to start that the guide offers leads to an answer", async ({ page, chat, signUp }) => {
  await signUp();
  for (const { words, agent, answer } of starters) {
    await page.getByRole("button", { name: words, exact: true }).click();
    await expect(chat.tab(agent)).toHaveAttribute("aria-selected", "true");
    await expect(chat.answer).toContainText(answer);
    await chat.answered();
    await page.getByRole("button", { name: "New session", exact: true }).click();
    await expect(chat.answers).toHaveCount(0);
  }
});
