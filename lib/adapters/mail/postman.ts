import type { Attempt, ServiceCircuit } from "#lib/application/ports/circuits.ts";
import type { Invalidations } from "#lib/application/ports/live.ts";
import { errorCode } from "#lib/domain/errors.ts";
import type { ClaimedLetter, LetterQueue } from "../postgres/letters.ts";
import type { Post } from "./smtp.ts";

/** Topic of notices: letters wait. */
export const LETTERS = "letters";

interface PostmanOptions {
  queue: LetterQueue;
  post: Post;
  /** The text of a letter. */
  open(letter: ClaimedLetter): string;
  notices: Pick<Invalidations, "subscribe">;
  circuit: Pick<ServiceCircuit, "begin">;
  random(): number;
  onError(message: string, error: unknown): void;
}

export interface Postman {
  /** Resolves when nothing is on its way. */
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 5_000;
const AT_ONCE = 3;
const FIRST_WAIT_MS = 10_000;
const LONGEST_WAIT_MS = 30 * 60_000;

/** Half fixed, half chance, so that what failed together does not come again together. */
export function waitAfter(attempts: number, random: () => number): number {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1));
  return Math.round(full / 2 + (full / 2) * random());
}

/**
 * Carries letters to the SMTP server: at once when one is written, again with growing pauses when it fails. While the
 * server is away a circuit breaker leaves it alone, and letters wait.
 */
export function createPostman({ queue, post, open, notices, circuit, random, onError }: PostmanOptions): Postman {
  let closed = false;
  let again = false;
  let round: Promise<void> | null = null;

  function textOf(letter: ClaimedLetter): string | null {
    try {
      return open(letter);
    } catch (error) {
      onError("A letter could not be read", error);
      return null;
    }
  }

  async function carry(letter: ClaimedLetter, attempt: Attempt): Promise<void> {
    const { id, recipient: to, subject, attempts } = letter;
    const text = textOf(letter);
    if (text === null) return queue.refused(id, "Its text could not be read.");
    const sending = await post.send({ id, to, subject, text });
    if (sending.outcome === "sent") {
      attempt.succeeded();
      return queue.sent(id);
    }
    if (sending.by === "letter") return queue.refused(id, sending.reason);
    attempt.failed();
    onError("A letter could not be sent and is tried again", sending.reason);
    return queue.tryAgain(id, waitAfter(attempts, random), sending.reason);
  }

  /** One after the other, until there is none that may be sent now. */
  async function walk(): Promise<void> {
    while (!closed) {
      const attempt = leaveToSend();
      if (!attempt) return;
      try {
        const [letter] = await queue.claim(1);
        if (!letter) return;
        await carry(letter, attempt);
      } finally {
        attempt.left(); // says nothing more where something has been said
      }
    }
  }

  function leaveToSend(): Attempt | null {
    try {
      return circuit.begin();
    } catch (error) {
      if (errorCode(error) === "service_circuit_open") return null;
      throw error;
    }
  }

  async function goRound(): Promise<void> {
    await queue.giveUp();
    await Promise.all(Array.from({ length: AT_ONCE }, walk));
  }

  function look(): void {
    if (closed) return;
    again = round !== null;
    round ??= goRound()
      .catch((error) => onError("Letters could not be sent", error))
      .finally(() => {
        round = null;
        if (again) look();
      });
  }

  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
  const subscription = notices.subscribe(LETTERS, look, look);
  return {
    async close() {
      closed = true;
      clearInterval(timer);
      subscription.close();
      await round;
      post.close();
    },
  };
}
