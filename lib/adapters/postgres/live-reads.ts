import type pg from "pg";
import type { HeadNotice } from "./bus.ts";
import type { OpenText } from "./delta-log.ts";
import { OPEN_TEXT } from "./turn-statements.ts";

const HEADS = {
  name: "live_heads",
  text: `select h.session_id as "sessionId", s.owner_id as "ownerId", h.sequence::int as sequence
    from session_heads h join sessions s on s.id = h.session_id where s.id = any($1::uuid[])`,
};

type OpenRow = Omit<OpenText, "parts"> & { part: number; kind: "text" | "reasoning"; text: string };

/** What the hub reads when no notice has told it: how far sessions are, and the text of turns that run elsewhere. */
export function createLiveReads(pool: pg.Pool) {
  return {
    async heads(sessionIds: string[]): Promise<HeadNotice[]> {
      return (await pool.query<HeadNotice>({ ...HEADS, values: [sessionIds] })).rows;
    },
    async openText(sessionId: string): Promise<OpenText[]> {
      const { rows } = await pool.query<OpenRow>({ ...OPEN_TEXT, values: [sessionId] });
      const texts = new Map<string, OpenText>();
      for (const { turnId, conversationId, epoch, part, kind, text } of rows) {
        const open = texts.get(turnId) ?? { turnId, conversationId, epoch, parts: new Map() };
        open.parts.set(part, { kind, text });
        texts.set(turnId, open);
      }
      return [...texts.values()];
    },
  };
}
