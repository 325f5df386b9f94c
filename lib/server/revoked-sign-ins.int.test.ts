import { execFile } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import WebSocket from "ws";
import { projectRoot } from "#lib/server/project-root.ts";
import { createUser } from "#lib/testing/api-client.ts";
import { createCluster } from "#lib/testing/house.ts";
import { createPageBrowser } from "#lib/testing/page-browser.ts";

const ada = { email: "ada@example.org", password: "correct horse" };

/** A live connection in the name of a browser; resolves when it is open. */
async function connect(origin: string, cookie: string) {
  const socket = new WebSocket(`${origin.replace("http", "ws")}/ws/ai-stream`, { headers: { cookie, origin } });
  await once(socket, "open");
  return { socket, closed: once(socket, "close").then(([code]) => Number(code)) };
}

test("of two processes one ends a sign-in: its sockets at the other close, and its cookie opens nothing; a new password ends the rest", async (context) => {
  const house = await createCluster(context);
  const [one, two] = await Promise.all([house.start(), house.start()]);
  const env = { THROUGHLINE_HOME: house.home, DATABASE_URL: house.databaseUrl };
  await createUser(env, "Lab", ada.email);
  const [here, elsewhere] = [createPageBrowser(one.origin), createPageBrowser(two.origin)];
  for (const browser of [here, elsewhere]) await browser.signIn(ada);
  const mine = await connect(two.origin, here.cookie());
  const theirs = await connect(two.origin, elsewhere.cookie());

  const { items } = await here.json<{ items: { id: string; current: boolean }[] }>("GET", "/api/auth-sessions");
  const other = items.find(({ current }) => !current);
  expect((await here.call("DELETE", `/api/auth-sessions/${other?.id}`)).status).toBe(204);
  expect(await theirs.closed).toBe(1008);
  expect((await elsewhere.call("GET", "/api/me")).status).toBe(401);
  expect(mine.socket.readyState).toBe(WebSocket.OPEN);

  const command = ["scripts/node.mjs", "lib/server/cli.ts", "reset-password", "--email", ada.email];
  const options = { cwd: projectRoot, env: { ...process.env, ...env } };
  const { stdout } = await promisify(execFile)(process.execPath, command, options);
  const { path, email } = JSON.parse(stdout) as { path: string; email: string };
  expect([email, path]).toEqual([ada.email, expect.stringMatching(/^\/sign-in\/reset\/rst_/)]);
  const body = { token: path.split("/").at(-1), password: "staple battery" };
  expect((await elsewhere.call("POST", "/api/password-resets/complete", body)).status).toBe(200);
  expect(await mine.closed).toBe(1008);
  expect((await here.call("GET", "/api/me")).status).toBe(401);
  expect((await elsewhere.call("POST", "/api/password-resets/complete", body)).status).toBe(404);
  await elsewhere.signIn({ ...ada, password: "staple battery" });
  expect((await elsewhere.call("GET", "/api/me")).status).toBe(200);
  await expect(
    promisify(execFile)(process.execPath, [...command.slice(0, -1), "nobody@example.org"], options),
  ).rejects.toThrow("There is no account with the e-mail address nobody@example.org");
});
