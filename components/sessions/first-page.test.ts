import { expect, test } from "vitest";
import { createFirstPage } from "#components/sessions/first-page.ts";
import type { SessionPage } from "#components/sessions/session-summary.ts";

const page = (nextCursor: string): SessionPage => ({ items: [], nextCursor });

function world() {
  const answers: ((answer: SessionPage | null) => void)[] = [];
  const shown: (string | null)[] = [];
  const first = createFirstPage(
    () => new Promise((resolve) => answers.push(resolve)),
    ({ nextCursor }) => shown.push(nextCursor),
  );
  const answer = async (given: SessionPage | null) => {
    answers.shift()?.(given);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { first, answers, shown, answer };
}

test("of changes that come while it reads, only an answer from after the last one is shown", async () => {
  const { first, answers, shown, answer } = world();
  first.changed();
  first.changed();
  first.changed();
  expect(answers).toHaveLength(1);
  await answer(page("before"));
  expect(shown).toEqual([]);
  await answer(page("after"));
  expect(shown).toEqual(["after"]);
  expect(answers).toHaveLength(0);
});

test("a session that is told of while it reads makes it read again, and otherwise not", async () => {
  const { first, answers, shown, answer } = world();
  first.told();
  expect(answers).toHaveLength(0);
  first.changed();
  first.told();
  await answer(page("before"));
  await answer(page("after"));
  expect(shown).toEqual(["after"]);
});

test("an answer that fails keeps what is shown, and the next change reads again", async () => {
  const { first, shown, answer } = world();
  first.changed();
  await answer(null);
  first.changed();
  await answer(page("later"));
  expect(shown).toEqual(["later"]);
});
