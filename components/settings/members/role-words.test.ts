import { expect, test } from "vitest";
import { asksFirst, consequences } from "#components/settings/members/role-words.ts";

const change = { name: "Grace", from: "viewer", to: "member", isMe: false } as const;

test("a role is asked about first when it gives or takes power over others, or is one's own", () => {
  expect(asksFirst(change)).toBe(false);
  expect(asksFirst({ ...change, to: "admin" })).toBe(true);
  expect(asksFirst({ ...change, to: "owner" })).toBe(true);
  expect(asksFirst({ ...change, from: "admin" })).toBe(true);
  expect(asksFirst({ ...change, from: "owner", to: "admin" })).toBe(true);
  expect(asksFirst({ ...change, from: "admin", to: "viewer", isMe: true })).toBe(true);
  expect(asksFirst({ ...change, from: "owner", to: "owner", isMe: true })).toBe(false);
});

test("every question says what the change will do, and one's own that it cannot be taken back", () => {
  expect(consequences({ ...change, to: "owner" })).toEqual([expect.stringMatching(/^Grace may do everything here/)]);
  expect(consequences({ ...change, from: "owner", to: "viewer", isMe: true })).toEqual([
    expect.stringMatching(/^You may no longer delete this workspace/),
    expect.stringMatching(/^You may no longer look after people .* that you have sent/),
    expect.stringMatching(/^You may only look/),
    expect.stringMatching(/^You cannot give it back/),
  ]);
});
