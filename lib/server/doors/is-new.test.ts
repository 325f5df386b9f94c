import { expect, test } from "vitest";
import { isNew } from "./is-new.ts";

test.each([
  ["GET", "/", false],
  ["HEAD", "/api/ready", false],
  ["GET", "/api/sessions/1?after=2", false],
  ["GET", "/api/connections/stats", false],
  ["GET", "/api/sessions/1/events?after=2", true],
  ["GET", "/api/session/1/stream", true],
  ["GET", "/api/chat/1/stream", true],
  ["GET", "/api/agents/guide/stream", true],
  ["GET", "/api/events", true],
  ["POST", "/api/chat", true],
  ["POST", "/api/sessions", true],
  ["DELETE", "/api/sessions/1", true],
  ["POST", "/api/sessions/1/turns/2/stop", false],
  ["DELETE", "/api/workflows/runs/1", false],
  ["POST", "/api/workflows/runs/1/retry", true],
])("%s %s while the process drains: refused? %s", (method, url, refused) => {
  expect(isNew({ method, url })).toBe(refused);
});
