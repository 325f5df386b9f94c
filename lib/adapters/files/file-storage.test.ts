import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFileStorage } from "./file-storage.ts";

const ID = "01980000-0000-7000-8000-000000000001";
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "throughline-files-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function streamOf(...chunks: string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
}

test("a file is stored under its id with its size and fingerprint", async () => {
  const storage = await createFileStorage(folder);
  const written = await storage.write(ID, streamOf("a;b\n", "1;ü\n"), 100);
  const bytes = await readFile(storage.path(ID));
  expect(bytes.toString()).toBe("a;b\n1;ü\n");
  expect(written).toEqual({
    size: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    path: join(folder, ID),
  });
});

test("a file over the limit is refused while it arrives and leaves nothing behind", async () => {
  const storage = await createFileStorage(folder);
  await expect(storage.write(ID, streamOf("12345", "67890", "1"), 10)).rejects.toMatchObject({
    code: "file_too_large",
  });
  expect(await readdir(folder)).toEqual([]);
});

test("an upload that breaks off leaves nothing behind", async () => {
  const storage = await createFileStorage(folder);
  const broken = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new Uint8Array(4));
      controller.error(new Error("connection reset"));
    },
  });
  await expect(storage.write(ID, broken, 100)).rejects.toThrow("connection reset");
  expect(await readdir(folder)).toEqual([]);
});

test("nothing but an id is ever a path", async () => {
  const storage = await createFileStorage(folder);
  for (const id of ["../secrets.json", `${ID}/../x`, "", "a".repeat(5000)])
    expect(() => storage.path(id)).toThrow("There is no such file");
});

test("a removed file is gone, and removing it again is no error", async () => {
  const storage = await createFileStorage(folder);
  await storage.write(ID, streamOf("x"), 10);
  await storage.remove(ID);
  await storage.remove(ID);
  expect(await readdir(folder)).toEqual([]);
});

test("parts of uploads that a dead process left behind go after a day", async () => {
  const old = join(folder, `${ID}.part`);
  await writeFile(old, "half");
  await writeFile(join(folder, "01980000-0000-7000-8000-000000000002.part"), "being written");
  const dayBefore = new Date(Date.now() - 25 * 60 * 60 * 1000);
  await utimes(old, dayBefore, dayBefore);
  await createFileStorage(folder);
  expect(await readdir(folder)).toEqual(["01980000-0000-7000-8000-000000000002.part"]);
});
