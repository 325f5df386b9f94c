import { setTimeout as delay } from "node:timers/promises";
import { type Asked, hasEnded } from "./answers.ts";
import type { Random } from "./random.ts";
import type { Stage } from "./stage.ts";
import type { Tab } from "./tab.ts";

export const DISTURBANCES = ["refresh", "offline", "slow"] as const;
export type Disturbance = (typeof DISTURBANCES)[number];

/** Resolves when a tab shows so many characters of an answer, or its end. */
export const untilText = async (tab: Tab | undefined, turnId: string, length: number): Promise<void> =>
  tab?.until(() => tab.text(turnId).length >= length || hasEnded(tab, turnId));

/** The number of a process that writes at this moment, or of any where none does. */
export async function pickWriter(stage: Stage, random: Random): Promise<number> {
  const all = Array.from({ length: stage.size }, (_, index) => index);
  if (stage.size === 1) return 0;
  const writing = await Promise.all(all.map(async (index) => (await stage.writtenBy(stage.server(index))).size > 0));
  const writers = all.filter((index) => writing[index]);
  return random.pick(writers.length > 0 ? writers : all);
}

/** Does to a tab what people do to one, at a moment of its own choice, while an answer is written. */
export async function disturb(tab: Tab, { turnId, truth }: Asked, random: Random, how?: Disturbance): Promise<void> {
  const what = how ?? random.pick(DISTURBANCES);
  const at = random.below(truth.length);
  const ms = 100 + random.below(1_500);
  await untilText(tab, turnId, at);
  if (what === "refresh") return tab.refresh();
  if (what === "offline") tab.cut();
  else tab.stall();
  await delay(ms);
  if (what === "offline") tab.restore();
  else tab.read();
}
