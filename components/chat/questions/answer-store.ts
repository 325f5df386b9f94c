import { createStore, type StoreApi } from "zustand/vanilla";
import { isPassing, type Problem } from "#components/api/problem.ts";
import type { Answer as Reply } from "#components/api/request.ts";
import type { Json } from "#lib/domain/json.ts";

/** What this browser keeps of an answer: what is being written, and what was sent and has not arrived. */
export interface KeptAnswer {
  draft: Json;
  response?: Json;
}

export interface AnswerState {
  /** `queued`: sent, but not arrived; it is tried again. `refused`: the question takes no answer any more. */
  status: "open" | "sending" | "queued" | "sent" | "refused";
  /** What the widget shows while the answer is written; null before anything was. */
  draft: Json;
  /** What was sent last; null before that. */
  response: Json;
  problem: Problem | null;
}

/** What the store needs of the world; a test brings its own. */
export interface AnswerWorld {
  load(): KeptAnswer | null;
  post(response: Json): Promise<Reply<unknown>>;
  save(kept: KeptAnswer | null): void;
  /** Calls back after so many milliseconds, or when the network is back. */
  later(ms: number, callback: () => void): void;
}

export interface AnswerStore extends StoreApi<AnswerState> {
  setDraft(draft: Json): void;
  /** Once: what follows before the first has failed is ignored. */
  submit(response: Json): void;
  /** Forgets what was written: the question has ended without it. */
  discard(): void;
  /** Takes up what an earlier page left behind, and sends what it could not. */
  resume(): void;
}

const isDraft = (body: unknown): boolean => typeof body === "object" && body !== null && "draftId" in body;

const RETRY_MS = 1_500;
const LONGEST_MS = 15_000;

/** Nothing that is sent to such a question can change what has become of it. */
const CLOSED = new Set([
  "client_action_closed",
  "client_action_expired",
  "execution_not_suspended",
  "unexpected_response",
  "session_closed",
  "not_found",
]);

/** The answer of one person to one question: shown at once, kept until it has arrived, never sent twice. */
export function createAnswerStore(world: AnswerWorld): AnswerStore {
  const store = createStore<AnswerState>(() => ({ status: "open", draft: null, response: null, problem: null }));
  const { getState: get, setState: set } = store;
  let attempts = 0;

  async function send(): Promise<void> {
    if (get().status !== "queued") return;
    const { response, draft } = get();
    set({ status: "sending" });
    const reply = await world.post(response);
    if (get().status !== "sending") return;
    if (reply.ok) {
      world.save(null);
      // A mentee's answer is now a draft in the thread; the question still waits.
      if (isDraft(reply.body)) set({ status: "open", draft: null, response: null, problem: null });
      else set({ status: "sent", problem: null });
      return;
    }
    const { problem } = reply;
    if (isPassing(problem)) {
      attempts += 1;
      set({ status: "queued", problem });
      world.later(Math.min(LONGEST_MS, RETRY_MS * attempts), () => void send());
      return;
    }
    world.save({ draft });
    set({ status: CLOSED.has(problem.code) ? "refused" : "open", problem });
  }

  return {
    ...store,
    setDraft(draft) {
      set({ draft });
      world.save({ draft });
    },
    submit(response) {
      if (get().status !== "open") return;
      attempts = 0;
      world.save({ draft: get().draft, response });
      set({ status: "queued", response, problem: null });
      void send();
    },
    discard() {
      world.save(null);
      set({ status: "refused", draft: null, response: null, problem: null });
    },
    resume() {
      const kept = world.load();
      if (!kept || get().status !== "open") return;
      set({ draft: kept.draft });
      if (kept.response === undefined) return;
      set({ status: "queued", response: kept.response });
      void send();
    },
  };
}
