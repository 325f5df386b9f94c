import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { projectRoot } from "#lib/server/project-root.ts";

/** Ways to open a connection without the guard. Types, servers and constants of the same modules are none. */
const WAYS: readonly [what: string, pattern: RegExp][] = [
  [
    "node:http(s)",
    /import (?!type )[^;]*?(?:\* as|\bhttps?\b(?= from| ,|,)|\brequest\b|\bget\b|\bAgent\b)[^;]*?from "(?:node:)?https?"/,
  ],
  [
    "node:net",
    /import (?!type )[^;]*?(?:\* as|\bnet\b from|\bconnect\b|\bcreateConnection\b|\bSocket\b)[^;]*?from "(?:node:)?net"/,
  ],
  [
    "another module",
    /(?:from |import\(|require\()"(?:(?:node:)?(?:tls|http2|dgram)|undici|axios|got|node-fetch|nodemailer|pg|ioredis|redis|grammy|eventsource)"/,
  ],
  ["a WebSocket", /new (?:WebSocket|EventSource)\(/],
  ["the global fetch", /(?:globalThis|global|window)\.fetch\b/],
];
const CALLS_FETCH = /(?<![.\w"'`])fetch\(/;
/** A parameter, a property that was taken apart, or a constant of that name. */
const HAS_ITS_OWN_FETCH = /[{(,]\s*fetch\s*(?:[,}]|:)|\bconst fetch\b/;

const DATABASE = "PostgreSQL, at the address that the operator has set.";
const ITSELF = "Asks this installation's own server.";
const allowed: Record<string, string> = {
  "lib/adapters/outbound/guarded-agent.ts": "The guard itself.",
  "lib/adapters/postgres/pool.ts": DATABASE,
  "lib/adapters/postgres/bus.ts": `${DATABASE} LISTEN needs a connection of its own.`,
  "lib/adapters/engine/prepared-pool.ts": DATABASE,
  "lib/adapters/engine/heartbeat-thread.ts": DATABASE,
  "lib/server/database.ts": DATABASE,
  "lib/server/commands/create-user.ts": DATABASE,
  "lib/server/commands/rebuild-projections.ts": DATABASE,
  "lib/server/commands/verify-audit.ts": DATABASE,
  "lib/adapters/redis/connect.ts": "Redis, at the address that the operator has set.",
  "lib/server/oidc.ts": "The OpenID Connect provider that the operator has set.",
  "lib/adapters/mail/smtp.ts": "The SMTP server that the operator has set.",
  "lib/server/socket-lock.ts": "An abstract Unix socket: no network.",
  "lib/server/launch.ts": ITSELF,
  "lib/server/commands/doctor.ts": ITSELF,
};

const sources = globSync(["lib/**/*.{ts,tsx}", "app/**/*.{ts,tsx}", "auth.ts", "proxy.ts"], { cwd: projectRoot })
  .filter((file) => !/\.test\.tsx?$|^lib\/(testing|generated)\/|\/fixtures\//.test(file))
  .map((file) => ({ file, text: codeOf(readFileSync(join(projectRoot, file), "utf8")) }));

function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<![:"'`])\/\/.*$|^import type [^;]*;/gm, "");
}

/** By what a file reaches out past the guard. */
function waysOut(text: string): string[] {
  const ways = WAYS.filter(([, pattern]) => pattern.test(text)).map(([what]) => what);
  return CALLS_FETCH.test(text) && !HAS_ITS_OWN_FETCH.test(text) ? [...ways, "the global fetch"] : ways;
}

describe("the guarded fetch is the only way out of the server", () => {
  test("but for the places that are listed, each with its reason", () => {
    const found = sources.filter(({ text }) => waysOut(text).length > 0);
    expect(found.filter(({ file }) => !(file in allowed)).map(({ file, text }) => [file, waysOut(text)])).toEqual([]);
    expect(found.map(({ file }) => file).sort()).toEqual(Object.keys(allowed).sort());
  });

  test("and libraries that would ask by themselves are given it", () => {
    const makers = /\bcreate(?:OpenAI|Azure|Anthropic|OpenAICompatible|MCPClient)\(/g;
    const without = sources.flatMap(({ file, text }) =>
      [...text.matchAll(makers)]
        .filter(({ index }) => !/\bfetch\b|settings/.test(text.slice(index, index + 300)))
        .map(() => file),
    );
    expect(without).toEqual([]);
  });

  test.each([
    ['const answer = await fetch("http://x");', ["the global fetch"]],
    ["export const ask = (fetch: typeof globalThis.fetch) => fetch(url);", ["the global fetch"]],
    ['import http from "node:http";', ["node:http(s)"]],
    ['import { request } from "node:https";', ["node:http(s)"]],
    ['import * as net from "node:net";', ["node:net"]],
    ['import { connect } from "node:net";', ["node:net"]],
    ['import { fetch as ask } from "undici";', ["another module"]],
    ['const { request } = await import("undici");', ["another module"]],
    ['const socket = new WebSocket("ws://x");', ["a WebSocket"]],
    ['import type { IncomingMessage } from "node:http";', []],
    ['import { createServer, type Server } from "node:http";', []],
    ['import { BlockList, isIP } from "node:net";', []],
    ["const ask = ({ fetch }: Settings) => fetch(url);", []],
    ["await guardedFetch(url); prefetch(url); api.fetch(url);", []],
  ])("what counts: %s", (text, ways) => {
    expect(waysOut(text)).toEqual(ways);
  });
});
