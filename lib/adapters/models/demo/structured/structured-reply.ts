import { afterHandOver } from "../hand-over.ts";
import { smallTalkIn } from "../intents.ts";
import type { Reading, Reply } from "../reading.ts";
import { evaluatorScript } from "./evaluator.ts";
import { playScript, type Script } from "./play-script.ts";
import { thoughtPartnerScript } from "./thought-partner.ts";
import { tutorScript } from "./tutor.ts";

const SCRIPTS: [who: RegExp, script: (wish: string) => Script][] = [
  [/tutor/i, tutorScript],
  [/thought partner/i, thoughtPartnerScript],
  [/evaluator/i, evaluatorScript],
];

/** Of an agent that works in structured sessions, by who its instructions say it is; undefined for any other. */
export function structuredReply(self: string, reading: Reading): Reply | undefined {
  const script = SCRIPTS.find(([who]) => who.test(self))?.[1];
  if (!script) return undefined;
  const talk = smallTalkIn(reading.question);
  if (talk === "thanks") return { text: "You are welcome. Complete the session when you are done with it." };
  if (talk === "goodbye") return { text: "Goodbye. This session stays here." };
  return afterHandOver(reading) ?? playScript(script(reading.question), reading);
}
