import { expectAccessible } from "./fixtures/axe.ts";
import { test as houseTest } from "./fixtures/house.ts";
import { holdCode } from "./fixtures/late-code.ts";
import { expectNoSidewaysScroll } from "./fixtures/layout.ts";
import { Chat, expect, REFUSED, test, UNREACHABLE } from "./fixtures/test.ts";

const WHICH = "Which one\\?";
const TELL = "Tell me about it\\.";

/** The probe asks what the line says. */
async function ask(chat: Chat, line: string): Promise<void> {
  if ((await chat.tab("Probe").count()) === 0) await chat.bringIn("Probe");
  await chat.send(`ask ${line}`);
}
const got = (chat: Chat, answer: string) => expect(chat.answer).toContainText(`got: ${answer}`);

test.describe("a person answers in the thread", () => {
  test("a choice by one press, once, and it stays to be read", async ({ page, chat, signUp }) => {
    await signUp();
    await ask(chat, "choice");
    await expect(page.getByText("Probe waits for your answer")).toBeVisible();
    await expect(chat.tab("Probe")).toContainText("waits for an answer");
    await chat.question(WHICH).getByRole("button", { name: "Bananas" }).dblclick();
    await got(chat, "b");
    await expect(chat.question(WHICH)).toContainText(/Answered by you.*Which one\?Bananas/);
    await expect(page.getByText("Probe waits for your answer")).toBeHidden();
    await page.reload();
    await expect(chat.answer).toContainText(/Answered by you\d.*Which one\?Bananas/);
  });

  test("a choice of several with own words", async ({ chat, signUp }) => {
    await signUp();
    await ask(chat, "choices");
    const question = chat.question("Which ones");
    await expect(question.getByRole("button", { name: "Answer" })).toBeDisabled();
    await question.getByRole("checkbox", { name: "Care" }).check();
    await question.getByRole("checkbox", { name: /^Price/ }).check();
    await question.getByRole("checkbox", { name: "Something else" }).check();
    await expect(question.getByRole("button", { name: "Answer" })).toBeDisabled();
    await question.getByRole("textbox", { name: "Your own words" }).fill("Colour");
    await question.getByRole("button", { name: "Answer" }).click();
    await got(chat, '["price","care","Colour"]');
    await expect(question).toContainText("Price, Care, Colour");
  });

  test("a form, which says what is wrong where it is wrong", async ({ chat, signUp, complaints }) => {
    complaints.expect(REFUSED); // an address that only the server knows to be wrong
    await signUp();
    await ask(chat, "details");
    const form = chat.question("What shall I book");
    await form.getByRole("button", { name: "Send" }).click();
    await expect(form.getByRole("textbox", { name: "For whom" })).toBeFocused();
    await expect(form.getByText("Fill this in.")).toHaveCount(1);
    await form.getByRole("textbox", { name: "For whom" }).fill("Ada");
    await expect(form.getByText("Fill this in.")).toHaveCount(0);
    await form.getByRole("textbox", { name: "E-mail" }).fill("ada@");
    await expect(form.getByText(/^Enter an e-mail address, such as/)).toBeVisible();
    await form.getByRole("textbox", { name: "E-mail" }).fill("ada@example.com");
    await form.getByLabel("Day").fill("2026-12-24");
    await form.getByRole("textbox", { name: "Nights" }).fill("31");
    await form.getByRole("button", { name: "Send" }).click();
    await expect(form.getByText("Choose yes or no.")).toBeVisible();
    await expect(form.getByText("Enter 30 or less.")).toBeVisible();
    await form.getByRole("textbox", { name: "Nights" }).fill("3");
    await form.getByRole("radio", { name: "No", exact: true }).check();
    await form.getByRole("radio", { name: "Double" }).check();
    await form.getByRole("combobox", { name: "City" }).selectOption("Graz");
    await form.getByRole("textbox", { name: "E-mail" }).fill("ada@exa_mple.com");
    await form.getByRole("button", { name: "Send" }).click();
    await expect(form.getByRole("textbox", { name: "E-mail" })).toHaveAccessibleDescription(/Invalid email/);
    await form.getByRole("textbox", { name: "E-mail" }).fill("ada@example.com");
    await form.getByRole("button", { name: "Send" }).click();
    await expect(chat.answer).toContainText('"breakfast":false');
    await expect(form).toContainText("Graz");
  });

  test("yes or no, with the keyboard alone", async ({ page, chat, signUp }) => {
    await signUp();
    await ask(chat, "confirm");
    await expect(chat.question("Shall I go on")).toBeVisible();
    await expect(page.getByRole("status").filter({ hasText: "Probe asks: Shall I go on?" })).toHaveCount(1);
    await page.getByRole("button", { name: "Show the question" }).focus();
    await page.keyboard.press("Enter");
    await expect(chat.question("Shall I go on")).toBeFocused();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await got(chat, "false");
  });

  test("a file, which is still there after a refresh", async ({ page, chat, signUp }) => {
    await signUp();
    await ask(chat, "file");
    const question = chat.question("Which file");
    const choose = async (name: string, text: string) => {
      const dialogue = page.waitForEvent("filechooser");
      await question.getByRole("button", { name: "Choose a file" }).click();
      await (await dialogue).setFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
    };
    await choose("photo.png", "no picture");
    await expect(question.getByRole("alert")).toContainText("Probe takes");
    await choose("notes.txt", "Some notes.");
    await expect(question.getByRole("button", { name: "Send" })).toBeEnabled();
    await page.reload();
    await expect(question.getByRole("listitem")).toContainText("notes.txt");
    await question.getByRole("button", { name: "Send" }).click();
    await expect(chat.answer).toContainText('"name":"notes.txt"');
  });

  test("an approval, refused with a note", async ({ chat, signUp }) => {
    await signUp();
    await ask(chat, "approval");
    const question = chat.question("Count approved up");
    await expect(question).toContainText("Approved tally");
    await question.getByText("As JSON").click();
    await expect(question.getByRole("group", { name: /input/ })).toContainText('"key": "approved"');
    await question.getByRole("button", { name: "Add a note" }).click();
    await question.getByRole("textbox", { name: "Note" }).fill("Not today");
    await question.getByRole("button", { name: "Refuse" }).click();
    await expect(question).toContainText("Refused: Not today");
    await expect(chat.answer).toContainText("The person refused this call: Not today");
  });

  test("in the words of a message; words that are no answer are kept and sent after it", async ({
    page,
    chat,
    signUp,
    complaints,
  }) => {
    complaints.expect(REFUSED); // words that do not answer
    await signUp();
    await ask(chat, "choice");
    await expect(chat.question(WHICH)).toBeVisible();
    await chat.send("stream 3");
    await expect(
      chat.thread.getByText("This does not answer Probe's question. It will be sent after it"),
    ).toBeVisible();
    await chat.send("bananas");
    await expect(chat.thread).toContainText("got: b");
    await expect(chat.question(WHICH)).toContainText("Bananas");
    await expect(chat.answer).toContainText("0000 0001 0002");
    await expect(chat.mine("bananas")).toHaveCount(0);
    await ask(chat, "confirm");
    await expect(chat.question("Shall I go on")).toBeVisible();
    await page.getByRole("button", { name: "Stop" }).click();
    await expect(chat.question("Shall I go on")).toContainText("Ended without an answer");
  });
});

for (const width of [1280, 360])
  test.describe(`${width} pixels wide`, () => {
    test.use({ viewport: { width, height: 740 } });

    test("a long form opens at its beginning, and what is wrong first is in sight", async ({ page, chat, signUp }) => {
      await signUp();
      await ask(chat, "details");
      const form = chat.question("What shall I book");
      const first = form.getByRole("textbox", { name: "For whom" });
      const isReadFromItsBeginning = async () => {
        await expect(form.getByText(/^Probe waits for/)).toBeInViewport({ ratio: 1 });
        await expect(form.getByText(/^Answer until/)).toBeInViewport({ ratio: 1 });
        await expect(first).toBeInViewport({ ratio: 1 });
        await expect(form.getByRole("button", { name: "Send" })).not.toBeInViewport();
      };
      await isReadFromItsBeginning();
      await page.reload();
      await expect(chat.composer).toBeEnabled();
      await isReadFromItsBeginning();

      await form.getByRole("button", { name: "Send" }).click();
      await expect(form.getByText("Choose yes or no.")).toHaveCount(1);
      await expect(first).toBeFocused();
      await expect(first).toBeInViewport({ ratio: 1 });
      await first.fill("Ada");
      await form.getByRole("button", { name: "Send" }).click();
      await expect(form.getByRole("textbox", { name: "E-mail" })).toBeFocused();
      await expect(form.getByRole("textbox", { name: "E-mail" })).toBeInViewport({ ratio: 1 });
    });
  });

test("what is half written survives a refresh", async ({ page, chat, signUp }) => {
  await signUp();
  await ask(chat, "form");
  await chat.question(TELL).getByRole("textbox", { name: "Name" }).fill("Ada");
  await page.reload();
  await expect(chat.question(TELL).getByRole("textbox", { name: "Name" })).toHaveValue("Ada");
  await chat.question(TELL).getByRole("button", { name: "Send" }).click();
  await got(chat, '{"name":"Ada"}');
});

test("before its code is there a question takes nothing, so that nothing typed is lost or mixed up", async ({
  page,
  chat,
  signUp,
}) => {
  await signUp();
  await ask(chat, "form");
  const name = chat.question(TELL).getByRole("textbox", { name: "Name" });
  await name.fill("Ada");
  const goOn = await holdCode(page);
  await page.goto(page.url(), { waitUntil: "commit" });
  const send = chat.question(TELL).getByRole("button", { name: "Send" });
  await expect(name).toBeDisabled();
  await expect(send).toBeDisabled();
  await goOn();
  await expect(name).toHaveValue("Ada");
  await name.fill("Grace");
  await send.click();
  await got(chat, '{"name":"Grace"}');
});

test("answered in another browser: the first one says so, and what was being written is not lost", async ({
  page,
  chat,
  signUp,
  secondBrowser,
}) => {
  await signUp();
  await ask(chat, "form");
  await chat.question(TELL).getByRole("textbox", { name: "Name" }).fill("Half of it");
  const second = new Chat(await (await secondBrowser()).newPage());
  await second.page.goto(page.url());
  await second.question(TELL).getByRole("textbox", { name: "Name" }).fill("Grace");
  await second.question(TELL).getByRole("button", { name: "Send" }).click();
  await got(chat, '{"name":"Grace"}');
  await expect(chat.question(TELL)).toContainText("Answered by you");
  await expect(chat.question(TELL)).toContainText("Grace");
  await expect(chat.question(TELL)).toContainText("What you had written was not sent");
  await expect(chat.question(TELL)).toContainText("Half of it");
  await chat.question(TELL).getByRole("button", { name: "Dismiss" }).click();
  await expect(chat.question(TELL)).not.toContainText("Half of it");
});

test("offline it is kept, and goes by itself when the network is back", async ({
  chat,
  signUp,
  context,
  complaints,
}) => {
  complaints.expect(UNREACHABLE);
  await signUp();
  await ask(chat, "choice");
  await expect(chat.question(WHICH)).toBeVisible();
  await context.setOffline(true);
  await chat.question(WHICH).getByRole("button", { name: "Apples" }).click();
  await expect(chat.question(WHICH)).toContainText("Not sent yet");
  await expect(chat.question(WHICH)).toContainText("Apples");
  await context.setOffline(false);
  await got(chat, "a");
  await expect(chat.question(WHICH)).toContainText("Answered by you");
});

test("its time counts down, and when it is over the agent goes on without an answer", async ({ chat, signUp }) => {
  await signUp();
  await ask(chat, "choice 20");
  await expect(chat.question(WHICH)).toContainText(/Answer within \d+ s/);
  await expect(chat.question(WHICH)).toContainText("Expired without an answer");
  await expect(chat.question(WHICH).getByRole("button", { name: "Apples" })).toHaveCount(0);
  await expect(chat.answer).toContainText("Nobody answered in time");
});

test("the inbox has what waits in all sessions, is counted live, and answers in place", async ({
  page,
  chat,
  signUp,
  secondBrowser,
}) => {
  await signUp();
  await ask(chat, "choice");
  const inbox = page.getByRole("link", { name: /^Inbox/ });
  await expect(inbox).toContainText("1 waiting for you");
  await page.getByRole("button", { name: "New session" }).click();
  await expect(page.getByRole("list", { name: "Ways to start" })).toBeVisible();
  await ask(chat, "form");
  await expect(inbox).toContainText("2 waiting for you");
  await inbox.click();
  await expect(page.getByRole("status").filter({ hasText: "2 things wait for you." })).toBeVisible();
  await chat.question(WHICH).getByRole("button", { name: "Apples" }).click();
  await expect(chat.question(WHICH)).toContainText("Answered by you");
  await expect(inbox).toContainText("1 waiting for you");

  const other = new Chat(await (await secondBrowser()).newPage());
  await other.page.goto("/inbox");
  await other.question(TELL).getByRole("textbox", { name: "Name" }).fill("Ada");
  await other.question(TELL).getByRole("button", { name: "Send" }).click();
  await expect(chat.question(TELL)).toContainText("Settled elsewhere");
  await expect(page.getByRole("status").filter({ hasText: "Nothing waits for you." })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Nothing waits for you" })).toBeVisible();
  await expect(inbox).not.toContainText("waiting");
});

test("who only observes sees a question and why it is not theirs; a mentee's answer is decided on in the inbox", async ({
  page,
  chat,
  signUp,
  colleague,
}) => {
  const ada = await signUp();
  await ask(chat, "confirm");
  const [mia, otto] = [await colleague("Mia Mentee", ada), await colleague("Otto Observer", ada)];
  for (const [{ email }, role] of [
    [mia, "mentee"],
    [otto, "observer"],
  ] as const)
    await page.request.post("/api/agents/probe/assignments", { data: { email, role } });
  for (const one of [mia, otto]) await one.page.getByRole("link", { name: /shared by Ada/ }).click();

  const watched = otto.chat.question("Shall I go on");
  await expect(watched).toContainText("You observe Probe");
  await expect(watched.getByRole("button", { name: "Yes" })).toBeDisabled();
  await expectAccessible(otto.page);
  await expect(otto.page.getByRole("link", { name: /^Inbox/ })).not.toContainText("waiting");

  await mia.chat.question("Shall I go on").getByRole("button", { name: "No" }).click();
  await page
    .getByRole("link", { name: /^Inbox/ })
    .filter({ hasText: "2 waiting for you" })
    .click();
  const draft = page.getByRole("listitem").filter({ hasText: "draft by Mia Mentee" });
  await expect(draft).toContainText("In answer to: Shall I go on?");
  await expectAccessible(page);
  await draft.getByRole("button", { name: "Approve" }).click();
  await expect(draft).toContainText("Settled");
  await expect(chat.question("Shall I go on")).toContainText("Settled elsewhere");
  await expect(watched).toContainText("Answered by Mia Mentee");
  await got(otto.chat, "false");
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`on a phone, ${colorScheme}`, () => {
    test.use({ viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true, colorScheme });

    test("every question is accessible and fits", async ({ page, chat, signUp }) => {
      await signUp();
      for (const [line, prompt] of [
        ["choice", WHICH],
        ["choices", "Which ones"],
        ["details", "What shall I book"],
        ["confirm", "Shall I go on"],
        ["file", "Which file"],
        ["approval", "Count approved up"],
      ] as const) {
        await ask(chat, line);
        await expect(chat.question(prompt)).toBeVisible();
        // The browser's own look as if they were disabled in the dark.
        for (const one of await chat.question(prompt).locator("input:is([type=radio], [type=checkbox])").all())
          await expect(one).toHaveCSS("appearance", "none");
        await expectAccessible(page);
        await expectNoSidewaysScroll(page);
        if (line === "approval") continue;
        await page.getByRole("button", { name: "Stop" }).click();
        await expect(chat.question(prompt)).toContainText("Ended without an answer");
      }
      await page.getByRole("button", { name: /^Open panel: Progress, a question waits/ }).click();
      const panel = page.getByRole("dialog", { name: "Progress" });
      await expectAccessible(page);
      await panel.getByRole("button", { name: /Count approved up/ }).click();
      await expect(chat.question("Count approved up")).toBeFocused();
      await page.goto("/inbox");
      await expect(chat.question("Count approved up")).toBeVisible();
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await chat.question("Count approved up").getByRole("button", { name: "Approve" }).click();
      await expect(chat.question("Count approved up")).toContainText("Approved");
      await expectAccessible(page);
    });
  });
}

houseTest(
  "the server is killed while a question waits: the answer is kept until it is back, and goes by itself",
  async ({ page, chat, house, signUp, complaints }) => {
    complaints.expect(UNREACHABLE);
    await signUp();
    await ask(chat, "form");
    await chat.question(TELL).getByRole("textbox", { name: "Name" }).fill("Ada");
    await house.crash();
    await expect(page.getByText("Reconnecting")).toBeVisible();
    await chat.question(TELL).getByRole("button", { name: "Send" }).click();
    await expect(chat.question(TELL)).toContainText("Not sent yet");
    await house.startAgain();
    await got(chat, '{"name":"Ada"}');
    await expect(chat.question(TELL)).toContainText("Answered by you");
    await chat.answered();
    expect(await chat.stored("probe")).toHaveLength(2);
  },
);
