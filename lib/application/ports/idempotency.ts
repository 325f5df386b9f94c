import type { Json } from "#lib/domain/json.ts";

/** One use of an `Idempotency-Key`: whose it is and what was asked. */
export interface IdempotentRequest {
  workspaceId: string;
  userId: string;
  key: string;
  requestHash: string;
}

export type IdempotencyClaim =
  | { kind: "new" }
  | { kind: "answered"; status: number; response: Json }
  | { kind: "unfinished" }
  | { kind: "other_request" };

/** Answers kept under the key that the client made, so that a repeated POST creates nothing twice. */
export interface IdempotencyKeys {
  /** Takes the key, or tells what became of it. A claim older than `abandonedBefore` without an answer is taken over. */
  claim(request: IdempotentRequest, at: string, abandonedBefore: string): Promise<IdempotencyClaim>;
  answer(request: IdempotentRequest, status: number, response: Json): Promise<void>;
  /** The request failed and changed nothing: the key is free again. */
  release(request: IdempotentRequest): Promise<void>;
}
