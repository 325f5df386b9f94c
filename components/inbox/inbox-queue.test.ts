import { expect, test } from "vitest";
import { extended, idOf, renewed } from "#components/inbox/inbox-queue.ts";
import type { InboxItem, InboxPage } from "#lib/application/sessions/inbox-schema.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 12, minute)).toISOString();
const question = (id: string, minute: number | null) =>
  ({ kind: "question", action: { id, expiresAt: minute === null ? null : at(minute) } }) as unknown as InboxItem;
const page = (items: InboxItem[], nextCursor: string | null = null): InboxPage => ({ items, nextCursor, total: 9 });
const shown = (queue: ReturnType<typeof renewed>) =>
  queue.map(({ item, gone }) => (gone ? `(${idOf(item)})` : idOf(item)));

test("what ends stays where it is, marked; what is new comes to its place by its deadline", () => {
  const queue = renewed([], page([question("a", 1), question("c", 3)]));
  expect(shown(queue)).toEqual(["a", "c"]);
  const later = renewed(queue, page([question("b", 2), question("c", 3), question("d", null)]));
  expect(shown(later)).toEqual(["(a)", "b", "c", "d"]);
  expect(shown(renewed(later, page([question("d", null)])))).toEqual(["(a)", "(b)", "(c)", "d"]);
});

test("what lies beyond the page that was read is not over", () => {
  const queue = extended(renewed([], page([question("a", 1)], "more")), page([question("a", 1), question("b", 2)]));
  expect(shown(renewed(queue, page([question("a", 1)], "more")))).toEqual(["a", "b"]);
  expect(shown(renewed(queue, page([question("a", 1)])))).toEqual(["a", "(b)"]);
});
