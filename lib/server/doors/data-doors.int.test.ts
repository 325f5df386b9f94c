import { randomUUID } from "node:crypto";

import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readZipEntries, readZipEntry } from "#lib/adapters/services/zip.ts";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import { CANARY, type Owned, own } from "#lib/testing/owned.ts";

let world: DoorsWorld;
let owner: Person;
let owned: Owned;
let folder: string;

beforeAll(async () => {
  world = await createDoorsWorld();
  folder = await mkdtemp(join(tmpdir(), "throughline-exports-"));
  owner = await world.person();
  owned = await own(world, owner);
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

/** The files of a downloaded archive by name. */
/** As a browser in which somebody has signed in. */
const browser = ({ cookie }: Person) => ({ headers: { cookie } });

async function download(path: string, as: Person): Promise<Map<string, string>> {
  const response = await world.send("GET", path, browser(as));
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/zip"]);
  const archive = join(folder, randomUUID());
  await writeFile(archive, Buffer.from(await response.arrayBuffer()));
  const files = new Map<string, string>();
  for (const entry of await readZipEntries(archive, 1e9)) {
    const pieces: Buffer[] = [];
    for await (const piece of readZipEntry(archive, entry)) pieces.push(piece);
    files.set(entry.name, Buffer.concat(pieces).toString());
  }
  return files;
}
const named = (files: Map<string, string>, pattern: RegExp): string[] =>
  [...files].filter(([name]) => pattern.test(name)).map(([, text]) => text);

describe("one's own data", () => {
  test("is all there, to be read and as JSON, and nothing of it is a secret", async () => {
    const files = await download("/api/me/export", owner);
    const [session] = named(files, /^sessions\/.*canary-7f3a-session.*\/session\.json$/).map((text) =>
      JSON.parse(text),
    );
    expect(session).toMatchObject({ id: owned.sessionId, title: `${CANARY} session` });
    expect(session.runs).toMatchObject([{ id: owned.runId, params: { canary: CANARY } }]);
    expect(session.stateEntries).toMatchObject([{ key: "canary", stateData: CANARY }]);
    const [markdown = ""] = named(files, /^sessions\/.*\/guide\.md$/);
    expect(markdown).toContain(`${CANARY} question`);
    expect(markdown).toContain(`${CANARY} answer`);
    const [messages] = named(files, /^sessions\/.*\/guide\.json$/).map((text) => JSON.parse(text));
    expect(messages).toMatchObject([{ id: owned.askedId }, { id: owned.messageId, parentId: owned.askedId }]);
    expect(named(files, /^files\/.*canary-7f3a\.txt$/)).toEqual([`${CANARY} file`]);
    expect(named(files, /^agents\/guide .* memory\.md$/).join()).toContain(`${CANARY} memory`);
    const list = (name: string) => JSON.parse(files.get(`${name}.json`) ?? "");
    expect(list("profile")).toMatchObject({ userId: owner.userId, workspace: { id: owner.workspaceId } });
    expect(list("drafts")).toMatchObject([{ id: owned.draftId }]);
    expect(list("files")).toMatchObject([{ id: owned.fileId, name: `${CANARY}.txt` }]);
    expect(list("models")).toMatchObject([{ name: `${CANARY} model`, keyHint: expect.any(String) }]);
    expect(list("api-keys").map((key: { name: string }) => key.name)).toContain(`${CANARY} key`);
    expect(list("messages-in-other-sessions")).toEqual([]);
    const whole = [...files.values()].join("\n");
    expect(whole).not.toContain(owner.apiKey);
    const { rows } = await world.pool.query(
      "select hash as secret from api_keys union all select key_cipher from llm_configs where key_cipher is not null",
    );
    for (const { secret } of rows) expect(whole).not.toContain(secret);
    expect(files.get("what-i-did.jsonl")).toContain('"verb":"account.exported"');
  });

  test("has what one has said in other people's sessions, and nothing else of those", async () => {
    const guest = await world.person({ workspaceId: owner.workspaceId, role: "member" });
    const conversation = await world.conversation(owner, owned.sessionId, "luca");
    await world.say(
      conversation,
      { parts: [{ type: "text", text: "a guest's question" }], authorId: guest.userId },
      { role: "assistant", parts: [{ type: "text", text: `${CANARY} answer to a guest` }] },
    );
    const files = await download("/api/me/export", guest);
    const [said] = named(files, /^messages-in-other-sessions\.json$/).map((text) => JSON.parse(text));
    expect(said).toMatchObject([{ parts: [{ text: "a guest's question" }] }]);
    expect([...files.values()].join("\n")).not.toContain(CANARY);
  });

  test("keeps branches apart, and names lead nowhere", async () => {
    const person = await world.person();
    const sessionId = await world.session(person, "../../etc/passwd – ünïcode");
    const conversation = await world.conversation(person, sessionId, "guide");
    const text = (words: string) => ({ parts: [{ type: "text" as const, text: words }] });
    const [asked] = await world.say(conversation, text("first"), { role: "assistant", ...text("one") });
    await world.say(conversation, { role: "assistant", parentId: asked?.id ?? "", ...text("two") });
    const files = await download("/api/me/export", person);
    const [markdown = ""] = named(files, /\/guide\.md$/);
    expect(markdown).toContain("another branch, after 1");
    for (const name of files.keys()) expect(name).not.toMatch(/\.\.|\0|^\//);
    expect([...files.keys()].some((name) => name.includes("etc-passwd-ünïcode"))).toBe(true);
  });

  test("says where a file is gone from the disk, and everything else is there", async () => {
    const person = await world.person();
    const { fileId } = await own(world, person);
    await world.ports.files.remove(fileId);
    const files = await download("/api/me/export", person);
    expect(named(files, /^files\//)).toEqual(["This file is not there any more.\n"]);
    expect(files.has("what-i-did.jsonl")).toBe(true);
  });

  test("of 1,000 sessions and 256 MB of files is made in a fraction of that memory", async () => {
    const person = await world.person();
    const sessionId = await world.session(person, "Large");
    await world.pool.query(
      `insert into sessions (id, workspace_id, owner_id, title)
       select gen_random_uuid(), $1, $2, 'Session ' || n from generate_series(1, 1000) n`,
      [person.workspaceId, person.userId],
    );
    const sizes = [100, 100, 56].map((megabytes) => megabytes * 1024 * 1024);
    for (const size of sizes) {
      const fileId = randomUUID();
      const file = await open(world.ports.files.path(fileId), "w");
      await file.truncate(size);
      await file.close();
      await world.pool.query(
        `insert into files (id, workspace_id, session_id, owner_id, name, media_type, file_type, size, sha256, created_at)
         values ($1, $2, $3, $4, 'big.csv', 'text/csv', 'csv', $5, '-', now())`,
        [fileId, person.workspaceId, sessionId, person.userId, size],
      );
    }
    const response = await world.send("GET", "/api/me/export", browser(person));
    const before = process.memoryUsage();
    let [bytes, peak] = [0, 0];
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
      bytes += piece.byteLength;
      const now = process.memoryUsage();
      peak = Math.max(peak, now.arrayBuffers - before.arrayBuffers, now.heapUsed - before.heapUsed);
    }
    expect(bytes).toBeGreaterThan(256 * 1024 * 1024);
    expect(peak).toBeLessThan(96 * 1024 * 1024);
  });

  test("that is broken off harms nobody", async () => {
    const abort = new AbortController();
    const response = await fetch(`${world.origin}/api/me/export`, {
      headers: { authorization: `Bearer ${owner.apiKey}` },
      signal: abort.signal,
    });
    await response.body?.getReader().read();
    abort.abort();
    expect((await download("/api/me/export", owner)).has("what-i-did.jsonl")).toBe(true);
  });
});

describe("a workspace's data", () => {
  test("is for owners: people, settings, counts and the log, and nobody's texts", async () => {
    const files = await download("/api/workspaces/current/export", owner);
    expect(JSON.parse(files.get("workspace.json") ?? "")).toMatchObject({
      id: owner.workspaceId,
      counts: { sessions: expect.any(Number), files: 1 },
    });
    expect(JSON.parse(files.get("members.json") ?? "")).toContainEqual(
      expect.objectContaining({ userId: owner.userId, role: "owner", files: 1 }),
    );
    expect(files.get("audit-log.jsonl")).toContain('"verb":"workspace.exported"');
    const whole = [...files.values()].join("\n").replaceAll(`${CANARY} key`, "");
    expect(whole).not.toContain(CANARY);
    for (const role of ["admin", "member", "viewer"] as const) {
      const person = await world.person({ workspaceId: owner.workspaceId, role });
      expect((await world.send("GET", "/api/workspaces/current/export", browser(person))).status).toBe(403);
    }
  });
});

test.each(["/api/me/export", "/api/workspaces/current/export"])(
  "%s gives an API key nothing, whatever its scopes",
  async (path) => {
    const response = await world.send("GET", path, { as: await world.person() });
    expect([response.status, (await response.json()).code]).toEqual([403, "forbidden"]);
  },
);
