import { randomUUID } from "node:crypto";
import type { FeedEntry } from "#lib/domain/session/feed.ts";
import type { MessageStatus } from "#lib/domain/session/parts.ts";
import { type Script, scriptOf } from "#lib/testing/script.ts";
import { compareWords } from "./compare-words.ts";
import { addWords, type Ledger } from "./ledger.ts";
import type { Random } from "./random.ts";
import type { Stage } from "./stage.ts";
import type { Tab } from "./tab.ts";

/** A question with everything that is known of its answer before it is given. */
export interface Question extends Script {
  /** What other models would write in place of the truth. */
  others?: string[];
}

export interface Asked extends Question {
  sessionId: string;
  turnId: string;
  tabs: Tab[];
}

/** A script of a second or two. */
export const script = ({ below }: Random): Question => scriptOf(20 + below(40), 50 + below(60));

/** Asks in a session of its own, with so many tabs that look on from the start. */
export async function ask(stage: Stage, question: Question, tabCount = 2): Promise<Asked> {
  const sessionId = await stage.ask((client) => client.createSession());
  const tabs = await Promise.all(Array.from({ length: tabCount }, () => stage.openTab(sessionId)));
  const id = randomUUID();
  const { turnId } = await stage.ask((client) => client.send(sessionId, question.text, id));
  return { ...question, sessionId, turnId, tabs };
}

export const hasEnded = (tab: Tab, turnId: string): boolean => {
  const message = tab.message(turnId);
  return message !== undefined && message.status !== "streaming" && message.status !== "suspended";
};

/** Resolves when every tab shows the end. */
export const untilEnd = ({ tabs, turnId }: Asked): Promise<unknown> =>
  Promise.all(tabs.map((tab) => tab.until(() => hasEnded(tab, turnId))));

const END: Partial<Record<MessageStatus, FeedEntry["type"]>> = {
  complete: "turn.completed",
  failed: "turn.failed",
  stopped: "turn.stopped",
};

/** Characters by which writers are told apart. */
const FIRST_WORD = 5;

interface Expected {
  /** How the turn must have ended. */
  status?: "complete" | "failed" | "stopped";
  /** A text that begins like the truth and breaks off is whole enough. */
  partial?: boolean;
}

/** Compares an ended answer with the truth: the database's, every tab's at every moment, the feed's, the counted calls'. */
export async function verify(stage: Stage, asked: Asked, ledger: Ledger, expected: Expected = {}): Promise<void> {
  const { status = "complete", partial = false } = expected;
  const { sessionId, turnId, tabs, keys } = asked;
  const broken = (what: string) => ledger.broken.push(`${what} (turn ${turnId})`);
  ledger.turns += 1;

  const message = (await stage.ask((client) => client.messages(sessionId))).find((one) => one.id === turnId);
  const stored = message?.text ?? "";
  /** Whoever wrote a text wrote all of it: it is compared with the one whose first word it has. */
  const truthOf = (text: string): string =>
    [asked.truth, ...(asked.others ?? [])].find((one) => one.startsWith(text.slice(0, FIRST_WORD))) ?? asked.truth;
  const truth = truthOf(stored);
  if (message?.status !== status) broken(`ended as ${message?.status}, not ${status}`);
  addWords(ledger, compareWords(partial ? truth.slice(0, stored.length) : truth, stored));
  if (!partial && stored !== truth) broken("the stored text is not the truth");
  if (partial && !truth.startsWith(stored)) broken("the stored text does not begin like the truth");

  const feed = await stage.ask((client) => client.feed(sessionId));
  const own = feed.filter((entry) => "turnId" in entry && entry.turnId === turnId);
  // By the feed's word: a tab that was away sees the last writer begin and end in the same frame.
  const epochs = own.flatMap((entry) =>
    entry.type === "turn.started" || entry.type === "turn.attempt-failed" ? [entry.epoch] : [],
  );

  for (const [index, tab] of tabs.entries()) {
    if (tab.text(turnId) !== stored) broken(`tab ${index} shows another text than the stored one`);
    const wrong = tab.shown(turnId).texts.find(({ text }) => !truthOf(text).startsWith(text));
    if (wrong) {
      const meant = truthOf(wrong.text);
      addWords(ledger, compareWords(meant.slice(0, wrong.text.length), wrong.text));
      const right = [...wrong.text].findIndex((character, at) => character !== meant[at]);
      const around = JSON.stringify(wrong.text.slice(Math.max(0, right - 15), right + 15));
      broken(
        `tab ${index} once showed ${around} from character ${right} of ${wrong.text.length} on, by writer ${wrong.epoch}`,
      );
    }
    // A page that is read anew begins with less; what it once showed of the last writer has to be stored all the same.
    const unstored = tab
      .shown(turnId)
      .texts.find(({ epoch, text }) => epoch === epochs.at(-1) && !stored.startsWith(text));
    if (unstored)
      broken(
        `tab ${index} showed ${unstored.text.length} characters of the last writer, ${unstored.epoch}, where ${stored.length} others are stored`,
      );
    for (const fault of tab.feedFaults.splice(0)) broken(`tab ${index}: ${fault}`);
  }

  const counts = await Promise.all(keys.map((key) => stage.ask((client) => client.tally(key))));
  const wrong = counts.filter((count) => (partial ? count > 1 : count !== 1));
  ledger.tallies += wrong.length;
  if (wrong.length > 0) broken(`its calls were counted ${counts} times`);

  if (feed.some((entry, index) => entry.sequence !== index + 1)) broken("the feed has a gap or a repeat");
  const ends = own.filter(({ type }) => type === END.complete || type === END.failed || type === END.stopped);
  if (ends.length !== 1 || own.at(-1)?.type !== END[status]) broken(`its feed ends with ${ends.map((e) => e.type)}`);
  const settled = own.flatMap((entry) => (entry.type === "tool.settled" ? [entry.toolCallId] : []));
  if (new Set(settled).size !== settled.length) broken("a call settled twice");
  if (epochs.some((epoch, index) => epoch !== index + 1)) broken(`its writers were ${epochs}`);
  for (const tab of tabs) tab.close();
}

/** Who wrote each answer at this moment, by turn; answers that have no writer or have ended are not among them. */
export const writersOf = (asked: readonly Asked[]): Map<string, number> =>
  new Map(
    asked.flatMap(({ tabs, turnId }) => {
      const epoch = Math.max(...tabs.map((tab) => tab.view().turns[turnId]?.epoch ?? 0));
      return epoch > 0 ? [[turnId, epoch]] : [];
    }),
  );

/** Whether a tab knows of another writer than before. */
export const hasNewWriter = (tab: Tab, turnId: string, before: ReadonlyMap<string, number>): boolean =>
  (tab.view().turns[turnId]?.epoch ?? 0) > (before.get(turnId) ?? Number.POSITIVE_INFINITY);

/** For each answer with another writer than before: milliseconds until a tab first saw that one's text, or the end. */
export function takeOversSince(killedAt: number, before: ReadonlyMap<string, number>, asked: readonly Asked[]) {
  return asked.flatMap(({ tabs, turnId }) => {
    const epoch = before.get(turnId) ?? Number.POSITIVE_INFINITY;
    const seen = tabs.flatMap((tab) => {
      const { texts, firstText, endedAt } = tab.shown(turnId);
      if ((texts.at(-1)?.epoch ?? 0) <= epoch) return [];
      const first = [...firstText].filter(([of]) => of > epoch).map(([, at]) => at);
      return [Math.min(...first, endedAt ?? Number.POSITIVE_INFINITY)];
    });
    return seen.length > 0 ? [Math.min(...seen) - killedAt] : [];
  });
}
