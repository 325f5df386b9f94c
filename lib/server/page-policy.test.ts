import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { applyPagePolicy, contentPolicy } from "./page-policy.ts";

function ask(url: string, headers: Record<string, string> = {}) {
  const request = new IncomingMessage(new Socket());
  Object.assign(request, { url, headers });
  const response = new ServerResponse(request);
  applyPagePolicy(request, response, false);
  return { nonce: request.headers["x-nonce"], policy: response.getHeader("content-security-policy") };
}

test("every page has a nonce of its own, and a nonce from outside is not taken", () => {
  const [one, two] = [ask("/welcome", { "x-nonce": "chosen" }), ask("/welcome")];
  expect(one.nonce).toMatch(/^[\w-]{22}$/);
  expect(one.nonce).not.toBe(two.nonce);
  expect(one.policy).toBe(contentPolicy(String(one.nonce), false));
});

test("only our own scripts run, and no other site may frame us", () => {
  const policy = contentPolicy("n", false);
  expect(policy).toContain("script-src 'self' 'nonce-n' 'strict-dynamic';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy.replace("style-src 'self' 'unsafe-inline'", "")).not.toContain("unsafe");
});

test("the API's document to browse is a page", () => {
  expect(ask("/api/docs").nonce).toMatch(/^[\w-]{22}$/);
  expect(ask("/api/docs?q=1").policy).toBeDefined();
  expect(ask("/api/docsets").policy).toBeUndefined();
});

test("the API and built files are left as they are", () => {
  expect(ask("/api/sessions", { "x-nonce": "chosen" })).toEqual({ nonce: undefined, policy: undefined });
  expect(ask("/_next/static/a.js").policy).toBeUndefined();
});
