import { expect, type Page } from "@playwright/test";
import { createMailHouse, type MailHouse } from "#lib/testing/mail-house.ts";
import { startServer } from "#lib/testing/server.ts";
import { expectAccessible } from "./fixtures/axe.ts";
import { expectNoSidewaysScroll } from "./fixtures/layout.ts";
import { lineOf, stepAside } from "./fixtures/lines.ts";
import { REFUSED, signOut, test as story } from "./fixtures/test.ts";

/** A server that sends mail, and browsers for whoever comes by it. */
const test = story.extend<object, { post: MailHouse }>({
  post: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
    async ({}, use) => {
      const post = await createMailHouse();
      await use(post);
      await post.close();
    },
    { scope: "worker" },
  ],
  server: [
    async ({ post }, use) => {
      const env = {
        SMTP_URL: post.url,
        MAIL_FROM: "Throughline <throughline@example.org>",
        THROUGHLINE_TEST_AGENT: "1",
        SIGN_UP_DOMAINS: "*.example.com",
      };
      const server = await startServer({ env });
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

/** The link in the latest mail to an address. */
async function linkTo(post: MailHouse, address: string, mails = 1): Promise<string> {
  await expect.poll(() => post.to(address).length).toBe(mails);
  const path = /\/invitations\/\S+/.exec(post.to(address).at(-1)?.text ?? "")?.[0];
  if (!path) throw new Error(`No link: ${post.to(address).at(-1)?.text}`);
  return path;
}
const rowOf = (page: Page, name: string) =>
  page.getByRole("list", { name: "Members" }).getByRole("listitem").filter({ hasText: name });
async function openMenu(page: Page, account: string): Promise<void> {
  await page.getByRole("button", { name: `Account: ${account}` }).click();
}
/** One's session is on screen and takes what is typed. */
const stands = (page: Page) => expect(page.getByRole("textbox", { name: /^Message / })).toBeFocused();
const PHONE = { width: 360, height: 780 };
const DESK = { width: 1280, height: 720 };

async function looksRight(page: Page): Promise<void> {
  await expectAccessible(page);
  await page.setViewportSize(PHONE);
  await expectNoSidewaysScroll(page);
  await page.setViewportSize(DESK);
}

test("a person comes by mail, changes roles, is suspended and restored at once", async ({
  page,
  signUp,
  newcomer,
  post,
  complaints,
}, { testId }) => {
  complaints.expect(REFUSED); // the last owner's wish to be a viewer
  const ada = await signUp();
  const address = `grace-${testId}@example.com`;
  await openMenu(page, "Ada Lovelace");
  await page.getByRole("menuitem", { name: "Settings", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Who may join" })).toBeVisible();
  await looksRight(page);
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Members" }).click();

  // The form says what is wrong while it is typed; a member cannot be invited.
  await page.getByRole("button", { name: "Invite people" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("E-mail addresses").fill(`${address}, nonsense`);
  await dialog.getByLabel("Role").focus();
  await expect(dialog.getByRole("alert")).toContainText("nonsense: Enter an e-mail address such as name@example.com.");
  await dialog.getByLabel("E-mail addresses").fill(`Grace Hopper <${address}>\nlater-${testId}@example.com`);
  // A refresh takes nothing of it; nor does Escape.
  await page.reload();
  await expect(dialog.getByLabel("E-mail addresses")).toHaveValue(/^Grace Hopper <[\s\S]*later-/);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await page.getByRole("button", { name: "Invite people" }).click();
  await dialog.getByRole("button", { name: "Invite 2 people" }).click();
  await expect(dialog.getByRole("textbox", { name: `Link for ${address}` })).toHaveValue(/\/invitations\/inv_/);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Done" }).click();
  const invitations = page.getByRole("list", { name: "Invitations" });
  await expect(invitations.getByRole("listitem")).toHaveCount(2);
  await looksRight(page);

  // She comes with the link of the mail, once.
  const grace = await newcomer();
  const link = await linkTo(post, address);
  await grace.goto(link);
  await expect(grace.getByRole("heading", { name: `Join ${ada.workspace}` })).toBeVisible();
  await expectAccessible(grace);
  await grace.getByLabel("Your name").fill("Grace Hopper");
  await grace.getByLabel("Password").fill("correct horse staple");
  // A refresh keeps the name, never the password.
  await grace.reload();
  await expect(grace.getByLabel("Your name")).toHaveValue("Grace Hopper");
  await expect(grace.getByLabel("Password")).toHaveValue("");
  await grace.getByLabel("Password").fill("correct horse staple");
  const line = lineOf(grace);
  await grace.getByRole("button", { name: "Join" }).click();
  await expect(grace).toHaveURL(/\/sessions\//);
  await grace
    .context()
    .newPage()
    .then(async (again) => {
      await again.goto(link);
      await expect(again.getByRole("heading", { name: "This invitation is over" })).toBeVisible();
      await again.close();
    });
  await page.reload();
  await expect(rowOf(page, "Grace Hopper")).toBeVisible();
  await invitations.getByRole("button", { name: /^End the invitation of later/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End it" }).click();
  await expect(page.getByText("No invitation is open.")).toBeVisible();

  // As a viewer she begins nothing; as a member she does again.
  const role = page.getByRole("button", { name: /^Role of Grace Hopper: / });
  const give = async (name: string) => {
    await role.click();
    await page.getByRole("menuitem", { name: new RegExp(`^${name} `) }).click();
  };
  await line;
  const next = lineOf(grace);
  await give("viewer");
  await expect(grace.getByRole("tabpanel").getByText("You are a viewer of this workspace")).toBeVisible();
  await next;
  await expect(grace.getByRole("button", { name: "New session", exact: true })).toHaveCount(0);
  await expectAccessible(grace);
  const again = lineOf(grace);
  await give("member");
  await expect(grace.getByRole("button", { name: "New session", exact: true })).toBeVisible();
  await again;

  // Arrow keys give nothing, and what gives power over others is asked about first.
  await role.press("Enter");
  await expect(page.getByRole("menuitem", { name: /^owner / })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  await expect(role).toHaveText("member");
  await give("owner");
  const question = page.getByRole("dialog", { name: "Make Grace Hopper an owner?" });
  await expect(question).toContainText("delete the workspace");
  await looksRight(page);
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(role).toHaveText("member");
  await page.getByRole("button", { name: "Role of Ada Lovelace: owner" }).click();
  await page.getByRole("menuitem", { name: /^viewer / }).click();
  const own = page.getByRole("dialog", { name: "Become a viewer?" });
  await expect(own).toContainText("You cannot give it back to yourself");
  await own.getByRole("button", { name: "Become a viewer" }).click();
  await expect(own.getByRole("alert")).toContainText("A workspace needs an owner.");
  await own.getByRole("button", { name: "Cancel" }).click();

  // Suspended she is out, whatever was open; restored she goes on where she was.
  const session = grace.url();
  const row = rowOf(page, "Grace Hopper");
  await row.getByRole("button", { name: "More about Grace Hopper" }).click();
  await page.getByRole("menuitem", { name: "Suspend" }).click();
  await expectAccessible(page);
  await page.getByRole("dialog").getByRole("button", { name: "Suspend" }).click();
  await expect(row.getByText("suspended")).toBeVisible();
  await expect(grace.getByRole("heading", { name: "You are in no workspace now" })).toBeVisible();
  await looksRight(grace);
  await row.getByRole("button", { name: "More about Grace Hopper" }).click();
  await page.getByRole("menuitem", { name: "Restore" }).click();
  await expect(row.getByText("suspended")).toHaveCount(0);
  await grace.goto(session);
  await expect(grace).toHaveURL(session);
});

test("somebody works in two workspaces with two tabs, begins again where they were, and leaves one", async ({
  signUp,
  colleague,
  complaints,
}) => {
  complaints.expect(REFUSED); // the last owner's wish to leave
  const ada = await signUp();
  const { page: grace, email, password } = await colleague("Grace Hopper", ada);
  const session = grace.url();
  const sessionId = /\/sessions\/([^?]+)/.exec(session)?.[1] ?? "";

  // Her other tab notices, says where its session is, and nothing that she typed is lost.
  const tab = await grace.context().newPage();
  await tab.goto(session);
  const composer = tab.getByRole("textbox", { name: /^Message / });
  await composer.fill("Half a thought");
  await openMenu(grace, "Grace Hopper");
  await grace.getByRole("menuitem", { name: "New workspace" }).click();
  await grace.getByRole("dialog").getByLabel("Name").fill("Compilers");
  await grace.reload();
  await expect(grace.getByRole("dialog").getByLabel("Name")).toHaveValue("Compilers");
  await expectAccessible(grace);
  await grace.getByRole("dialog").getByRole("button", { name: "Create and open" }).click();
  await expect(grace.getByRole("button", { name: /^Account: Grace Hopper.*Compilers/ })).toBeVisible();
  await stands(grace);
  await expect(tab.getByRole("heading", { name: `This session is in ${ada.workspace}` })).toBeVisible();
  await looksRight(tab);
  await tab.waitForLoadState();
  await tab.getByRole("button", { name: "Switch and open it" }).click();
  await expect(composer).toHaveValue("Half a thought");
  await tab.close();
  await expect(grace.getByRole("heading", { name: "This session is in Compilers" })).toBeVisible();
  await grace.getByRole("link", { name: "Stay here" }).click();
  await stands(grace);
  await grace.keyboard.press("Control+k");
  await grace.getByRole("option", { name: "Switch to Compilers" }).click();
  await expect(grace.getByRole("button", { name: /^Account: Grace Hopper.*Compilers/ })).toBeVisible();
  await stands(grace);

  // The next sign-in begins where she was last; what she had not saved is forgotten.
  await openMenu(grace, "Grace Hopper");
  await grace.getByRole("menuitem", { name: "New workspace" }).click();
  await grace.getByRole("dialog").getByLabel("Name").fill("Never made");
  await grace.keyboard.press("Escape");
  const kept = () => grace.evaluate(() => JSON.stringify(sessionStorage));
  expect(await kept()).toContain("Never made");
  await signOut(grace, { name: "Grace Hopper" });
  expect(await kept()).not.toContain("Never made");
  await grace.getByLabel("E-mail address").fill(email);
  await grace.getByLabel("Password").fill(password);
  await grace.getByRole("button", { name: "Sign in" }).click();
  await expect(grace.getByRole("button", { name: /^Account: Grace Hopper.*Compilers/ })).toBeVisible();
  await stands(grace);

  // She cannot leave what is hers alone; she leaves Ada's workspace and is back in her own.
  await grace.goto("/settings/workspace");
  await grace.getByRole("button", { name: "Leave" }).click();
  await expectAccessible(grace);
  await grace.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
  await expect(grace.getByRole("dialog").getByRole("alert")).toContainText("A workspace needs an owner.");
  await grace.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await openMenu(grace, "Grace Hopper");
  await grace.getByRole("menuitem", { name: ada.workspace }).click();
  await expect(grace).toHaveURL(new RegExp(sessionId));
  await stands(grace);
  await grace.goto("/settings/workspace");
  await grace.getByRole("button", { name: "Leave" }).click();
  await grace.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
  await expect(grace.getByRole("button", { name: /^Account: Grace Hopper.*Compilers/ })).toBeVisible();
});

test("a workspace is open to its domain: whoever gets mail there joins, and an account joins a further workspace", async ({
  page,
  signUp,
  newcomer,
  post,
  complaints,
}, { testId }) => {
  complaints.expect(REFUSED); // domains that are not hers to open
  const ada = await signUp();
  const domain = `d${testId.replace(/\W/g, "").slice(-20)}.example.com`;
  await page.goto("/settings/workspace");
  await page.getByLabel("Also with an address at these domains").check();
  await page.getByRole("textbox", { name: "Domains" }).fill("gmail.com");
  await page.getByLabel("They join as").focus();
  await expect(page.getByText("Anyone can have an address there.")).toHaveCount(1);
  await page.getByRole("textbox", { name: "Domains" }).fill(domain);
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Domains" })).toHaveValue(domain);
  await page.getByRole("button", { name: "Save who may join" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Domains" })).toHaveValue(domain);

  const hedy = await newcomer();
  await hedy.goto("/sign-in");
  await hedy.getByRole("link", { name: "Join with your work address" }).click();
  await hedy.getByLabel("Work e-mail address").fill("nobody@nowhere.example");
  await hedy.getByRole("button", { name: "Send me a link" }).click();
  const said = hedy.getByRole("status");
  await expect(said).toContainText("a mail with a link is on its way");
  await looksRight(hedy);
  await hedy.getByRole("button", { name: "Use another address" }).click();
  await hedy.getByLabel("Work e-mail address").fill(`hedy@${domain}`);
  await hedy.reload();
  await expect(hedy.getByLabel("Work e-mail address")).toHaveValue(`hedy@${domain}`);
  await hedy.getByRole("button", { name: "Send me a link" }).click();
  await expect(said).toContainText("a mail with a link is on its way");
  await hedy.goto(await linkTo(post, `hedy@${domain}`));
  await hedy.getByLabel("Your name").fill("Hedy Lamarr");
  await hedy.getByLabel("Password").fill("correct horse staple");
  await hedy.getByRole("button", { name: "Join" }).click();
  await expect(hedy.getByRole("button", { name: `Account: Hedy Lamarr ${ada.workspace}` })).toBeVisible();
  await stands(hedy);

  // She makes a workspace of her own and invites Ada, who has an account: Ada signs in and joins.
  await hedy.keyboard.press("Control+k");
  await hedy.getByRole("option", { name: "New workspace" }).click();
  await hedy.getByRole("dialog").getByLabel("Name", { exact: true }).fill("Frequencies");
  await hedy.getByRole("button", { name: "Create and open" }).click();
  await expect(hedy.getByRole("button", { name: /^Account: Hedy Lamarr.*Frequencies/ })).toBeVisible();
  await stands(hedy);

  // Her workspace opens itself neither to a domain that the operator has not named nor to Ada's.
  await hedy.goto("/settings/workspace");
  await hedy.getByLabel("Also with an address at these domains").check();
  const domains = hedy.getByRole("textbox", { name: "Domains" });
  await domains.fill("elsewhere.example.net");
  await hedy.getByRole("button", { name: "Save who may join" }).click();
  await expect(hedy.getByText("Ask the operator to name elsewhere.example.net in SIGN_UP_DOMAINS.")).toBeVisible();
  await domains.fill(domain);
  await hedy.getByRole("button", { name: "Save who may join" }).click();
  await expect(hedy.getByText(`Another workspace is open to ${domain}.`)).toBeVisible();
  await looksRight(hedy);

  await hedy.goto("/settings/members");
  await hedy.getByRole("button", { name: "Invite people" }).click();
  await hedy.getByLabel("E-mail addresses").fill(ada.email);
  await hedy.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(hedy.getByRole("textbox", { name: `Link for ${ada.email}` })).toBeVisible();
  const link = await linkTo(post, ada.email);

  await hedy.goto(link);
  await expect(
    hedy.getByText(`This invitation is for ${ada.email}. You are signed in as hedy@${domain}.`),
  ).toBeVisible();
  await looksRight(hedy);
  const other = await newcomer();
  await other.goto(link);
  await other.getByRole("link", { name: "Sign in" }).click();
  await other.getByLabel("E-mail address").fill(ada.email);
  await other.getByLabel("Password").fill(ada.password);
  await other.getByRole("button", { name: "Sign in" }).click();
  await expect(other.getByRole("button", { name: "Join" })).toBeVisible();
  await expectAccessible(other);
  await other.getByRole("button", { name: "Join" }).click();
  await expect(other.getByRole("button", { name: "Account: Ada Lovelace Frequencies" })).toBeVisible();
  await stands(other);

  // Hedy hands her workspace over, and has an admin's settings afterwards.
  await stepAside(other);
  await hedy.goto("/settings/workspace");
  await hedy.getByRole("button", { name: "Hand it over" }).click();
  await hedy.getByLabel("New owner").selectOption({ label: `Ada Lovelace (${ada.email})` });
  await hedy.getByLabel("Type the workspace's name").fill("Frequencies");
  await expectAccessible(hedy);
  await hedy.getByRole("dialog").getByRole("button", { name: "Hand it over" }).click();
  await expect(hedy.getByText("You are an admin")).toBeVisible();
  await other.goto("/settings/workspace");
  await expect(other.getByText("You own this workspace.")).toBeVisible();
});
