import { execFileSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterAll, expect, test, vi } from "vitest";
import { createApiClient, createUser, streamed } from "#lib/testing/api-client.ts";
import { startServer } from "#lib/testing/server.ts";
import { stopEmbeddedPostgres } from "./embedded-postgres.ts";

const run = (command: string, ...args: string[]): boolean => {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

/** A disk of its own, which only root may make; elsewhere there is none. */
async function createDisk(megabytes: number) {
  const path = await mkdtemp(join(tmpdir(), "throughline-disk-"));
  const made = process.platform === "linux" && run("mount", "-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", path);
  const filler = join(path, "filler");
  return {
    path: made ? path : null,
    /** Leaves nothing free. */
    async fill(): Promise<void> {
      const zeros = Readable.from(
        (function* () {
          for (;;) yield Buffer.alloc(64 * 1024);
        })(),
      );
      await pipeline(zeros, createWriteStream(filler, { flags: "a" })).catch((error: { code?: string }) => {
        if (error.code !== "ENOSPC") throw error;
      });
    },
    free: () => rm(filler, { force: true }),
    async close(): Promise<void> {
      if (made) run("umount", "-l", path);
      await rm(path, { recursive: true, force: true });
    },
  };
}

const disk = await createDisk(150);
afterAll(disk.close);

test.skipIf(disk.path === null)(
  "on a full disk what is not stored is refused with a reason, what was acknowledged is whole, and work goes on once there is space",
  { timeout: 180_000 },
  async ({ onTestFinished }) => {
    const home = join(disk.path ?? "", "home");
    const server = await startServer({ home, env: { THROUGHLINE_TEST_AGENT: "1" } });
    onTestFinished(async () => {
      await server.kill("SIGTERM");
      await stopEmbeddedPostgres(home);
    });
    const apiKey = await createUser({ THROUGHLINE_HOME: home });
    const client = createApiClient(server.origin, apiKey);
    const sessions = await Promise.all([client.createSession(), client.createSession()]);
    const acknowledged: { sessionId: string; turnId: string }[] = [];
    const refusals: { status: number; body: string }[] = [];
    const say = async (sessionId: string) => {
      const response = await fetch(`${server.origin}/api/sessions/${sessionId}/conversations/probe/messages`, {
        method: "POST",
        headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
        body: JSON.stringify({ text: "stream 300" }),
      });
      const body = await response.text();
      if (response.status === 202) acknowledged.push({ sessionId, turnId: JSON.parse(body).turnId });
      else if (response.status !== 409) refusals.push({ status: response.status, body });
    };

    await vi.waitFor(
      async () => {
        await disk.fill();
        await Promise.all(sessions.map(say));
        expect(refusals.length).toBeGreaterThan(2);
      },
      { timeout: 90_000, interval: 100 },
    );
    for (const { status, body } of refusals) {
      expect(status).toBe(503);
      expect(body).toContain("disk is full");
    }
    await disk.free();

    for (const { sessionId, turnId } of acknowledged)
      await vi.waitFor(
        async () => {
          const messages = await client.messages(sessionId);
          expect(messages.find(({ id }) => id === turnId)).toMatchObject({ status: "complete", text: streamed(300) });
        },
        { timeout: 60_000, interval: 200 },
      );
    const before = acknowledged.length;
    await vi.waitFor(async () => {
      await say(sessions[0]);
      expect(acknowledged.length).toBeGreaterThan(before);
    });
  },
);
