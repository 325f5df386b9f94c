import { readdir } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sniffFile } from "#lib/adapters/services/sniff.ts";
import type { EnablingServices } from "#lib/application/ports/services.ts";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";

let world: DoorsWorld;
let owner: Person;
let sessionId: string;

beforeAll(async () => {
  const fileParser = { sniff: (input: { path: string; name: string }) => sniffFile(input, 1e9) };
  world = await createDoorsWorld({ services: { fileParser } as unknown as EnablingServices });
  owner = await world.person();
  sessionId = await world.session(owner, "Files");
});
afterAll(() => world.close());

const csv = "region,amount\nnorth,1\nsouth,2\n";

function upload(
  parts: [name: string, value: string | File][],
  headers: Record<string, string> = {},
  as: Person | null = owner,
) {
  const form = new FormData();
  for (const [name, value] of parts) form.append(name, value);
  return fetch(`${world.origin}/api/files`, {
    method: "POST",
    body: form,
    headers: { ...(as && { authorization: `Bearer ${as.apiKey}` }), ...headers },
  });
}
const place = (): [string, string][] => [
  ["sessionId", sessionId],
  ["agent", "content-liaison"],
];
const send = (name: string, content: BlobPart, headers: Record<string, string> = {}) =>
  upload([...place(), ["file", new File([content], name)]], headers);
const outcome = async (response: Promise<Response>) => {
  const answer = await response;
  return [answer.status, ((await answer.json()) as { code: string }).code];
};
const storage = () => dirname(world.ports.files.path(crypto.randomUUID()));
const stored = async () => (await readdir(storage())).length;
const rows = async () => (await world.pool.query("select count(*)::int as n from files")).rows[0].n;

describe("an upload", () => {
  test("is stored, and comes back byte for byte as a download that no browser shows in place", async () => {
    const response = await send("Umsätze 2026.csv", csv);
    const file = await response.json();
    expect([response.status, file]).toEqual([
      201,
      { id: expect.any(String), name: "Umsätze 2026.csv", mediaType: "text/csv", size: csv.length },
    ]);
    const download = await world.send("GET", `/api/files/${file.id}`, { as: owner });
    expect(await download.text()).toBe(csv);
    expect(Object.fromEntries(download.headers)).toMatchObject({
      "content-disposition": "attachment; filename*=UTF-8''Ums%C3%A4tze%202026.csv",
      "content-type": "text/csv",
      "x-content-type-options": "nosniff",
      "content-security-policy": "sandbox",
    });
  });

  test("with a name that points elsewhere or is endless keeps a harmless name", async () => {
    for (const name of ["../../etc/passwd.csv", "..\\..\\boot.csv", `${"x".repeat(5_000)}.csv`, "a\u0000b.csv"]) {
      const response = await send(name, csv);
      const file = await response.json();
      expect(response.status, JSON.stringify(file)).toBe(201);
      expect(file.name).not.toMatch(/[\\/]|\p{Cc}/u);
      expect(file.name.length).toBeLessThan(256);
    }
  });

  test("that is no file of a known type, empty, or not what its name says is refused and leaves nothing", async () => {
    const [files, before] = [await rows(), await stored()];
    const zip = Uint8Array.from([0x50, 0x4b, 5, 6, ...Array.from({ length: 18 }, () => 0)]);
    for (const [name, content] of [
      ["a.exe", "MZ\u0000"],
      ["empty.csv", ""],
      ["a.pdf", "not a pdf"],
      ["zip.xlsx", zip],
    ] as const) {
      const [status, code] = await outcome(send(name, content));
      expect([name, status]).toEqual([name, 422]);
      expect(code).toMatch(/^file_/);
    }
    expect([await rows(), await stored()]).toEqual([files, before]);
  });

  test("over the agent's limit is refused while it comes, and leaves nothing", async () => {
    const [files, before] = [await rows(), await stored()];
    const form = upload([
      ["sessionId", sessionId],
      ["agent", "guide"],
      ["file", new File([new Uint8Array(12 * 1024 * 1024)], "big.csv")],
    ]);
    const [status, code] = await outcome(form);
    expect([status, code]).toEqual([413, "file_too_large"]);
    expect([await rows(), await stored()]).toEqual([files, before]);
  });

  test("of 100 MB streams: memory does not grow by the file's size", async () => {
    const chunk = Buffer.from("north,1\n".repeat(8_192));
    const count = Math.floor((99 * 1024 * 1024) / chunk.length);
    const boundary = "----throughline";
    const field = (name: string, value: string) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    let peak = 0;
    const before = process.memoryUsage().arrayBuffers;
    function* body() {
      for (const [name, value] of place()) yield Buffer.from(field(name, value));
      yield Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="big.csv"\r\n\r\n`);
      for (let i = 0; i < count; i++) {
        peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
        yield chunk;
      }
      yield Buffer.from(`\r\n--${boundary}--\r\n`);
    }
    const response = await fetch(`${world.origin}/api/files`, {
      method: "POST",
      headers: { authorization: `Bearer ${owner.apiKey}`, "content-type": `multipart/form-data; boundary=${boundary}` },
      body: Readable.toWeb(Readable.from(body())) as ReadableStream,
      duplex: "half",
    } as RequestInit);
    expect([response.status, (await response.json()).size]).toEqual([201, count * chunk.length]);
    expect(peak).toBeLessThan(64 * 1024 * 1024);
  });

  test("that breaks off leaves nothing", async () => {
    const [files, before] = [await rows(), await stored()];
    const request = httpRequest(`${world.origin}/api/files`, {
      method: "POST",
      headers: { authorization: `Bearer ${owner.apiKey}`, "content-type": "multipart/form-data; boundary=b" },
    });
    request.on("error", () => {});
    for (const [name, value] of place())
      request.write(`--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
    request.write('--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n');
    request.write("x".repeat(100_000));
    await expect.poll(stored).toBe(before + 1);
    request.destroy();
    await expect.poll(stored).toBe(before);
    expect(await rows()).toBe(files);
  });

  test("without a form, a file, a session or an agent says what is missing", async () => {
    expect(await outcome(world.send("POST", "/api/files", { as: owner, body: {} }))).toEqual([
      422,
      "validation_failed",
    ]);
    expect(await outcome(upload(place()))).toEqual([422, "validation_failed"]);
    expect(await outcome(upload([["file", new File([csv], "a.csv")]]))).toEqual([422, "validation_failed"]);
    expect(await outcome(upload([...place(), ["workspaceId", "x"], ["file", new File([csv], "a.csv")]]))).toEqual([
      422,
      "validation_failed",
    ]);
    const noBoundary = { "content-type": "multipart/form-data" };
    expect(await outcome(world.send("POST", "/api/files", { as: owner, body: "x", headers: noBoundary }))).toEqual([
      422,
      "validation_failed",
    ]);
    const broken = { "content-type": "multipart/form-data; boundary=b" };
    expect(
      await outcome(world.send("POST", "/api/files", { as: owner, body: "--b\r\nbroken", headers: broken })),
    ).toEqual([400, "malformed_body"]);
  });

  test("repeated with the same Idempotency-Key is one file; with another file it is a conflict", async () => {
    const headers = { "idempotency-key": "upload" };
    const one = await (await send("once.csv", csv, headers)).json();
    expect(await (await send("once.csv", csv, headers)).json()).toEqual(one);
    expect(await outcome(send("twice.csv", csv, headers))).toEqual([409, "idempotency_conflict"]);
  });
});

describe("a download", () => {
  test("that is broken off harms nobody", async () => {
    const { id } = await (await send("long.csv", csv.repeat(200_000))).json();
    for (let i = 0; i < 20; i++) {
      const abort = new AbortController();
      const download = await fetch(`${world.origin}/api/files/${id}`, {
        headers: { authorization: `Bearer ${owner.apiKey}` },
        signal: abort.signal,
      });
      await download.body?.getReader().read();
      abort.abort();
    }
    const whole = await world.send("GET", `/api/files/${id}`, { as: owner });
    expect((await whole.text()).length).toBe(csv.length * 200_000);
  });
});

describe("someone else", () => {
  test("can neither upload into a session nor download from it", async () => {
    const { id } = await (await send("private.csv", csv)).json();
    for (const stranger of [
      await world.person(),
      await world.person({ workspaceId: owner.workspaceId, role: "admin" }),
    ]) {
      const form: [string, string | File][] = [...place(), ["file", new File([csv], "a.csv")]];
      expect(await outcome(upload(form, {}, stranger))).toEqual([404, "not_found"]);
      expect(await outcome(world.send("GET", `/api/files/${id}`, { as: stranger }))).toEqual([404, "not_found"]);
    }
    expect(await outcome(upload([...place(), ["file", new File([csv], "a.csv")]], {}, null))).toEqual([
      401,
      "unauthenticated",
    ]);
    expect((await world.send("GET", `/api/files/${id}`)).status).toBe(401);
    expect(await outcome(world.send("GET", "/api/files/nonsense", { as: owner }))).toEqual([404, "not_found"]);
  });

  test("cannot make a browser upload from another website, and a key needs the scope", async () => {
    const form: [string, string | File][] = [...place(), ["file", new File([csv], "a.csv")]];
    const foreign = { cookie: owner.cookie, origin: "https://evil.example" };
    expect(await outcome(upload(form, foreign, null))).toEqual([403, "foreign_origin"]);
    const reader = await world.person({ workspaceId: owner.workspaceId, scopes: ["sessions:read"] });
    expect(await outcome(upload(form, {}, reader))).toEqual([403, "insufficient_scope"]);
  });
});
