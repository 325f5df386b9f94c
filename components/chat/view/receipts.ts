import type { ErrorCode } from "#lib/domain/errors.ts";
import type { Message, Receipt } from "#lib/domain/session/parts.ts";

/** What a model did instead of answering. */
const DEED: Partial<Record<ErrorCode, string>> = {
  model_unauthorized: "refused the key",
  model_not_found: "was not found",
  model_rate_limited: "was busy",
  model_unavailable: "had a fault",
  model_timeout: "did not answer in time",
  model_stream_cut: "broke off",
  model_malformed: "could not be understood",
  model_endless: "did not stop writing",
  model_empty: "answered nothing",
  model_refused: "refused the request",
  model_context_exceeded: "could not read all of this conversation",
  model_circuit_open: "had failed too often",
  secret_unreadable: "has a key that cannot be read",
};
const deedOf = ({ code }: Pick<Receipt, "code">): string => DEED[code] ?? "failed";

export const receiptsOf = ({ parts }: Pick<Message, "parts">): Receipt[] =>
  parts.flatMap((part) => (part.type === "receipts" ? part.receipts : []));

/** Why a message was written by whom it was: "Written by Claude because GPT was busy (429, twice)." */
export function receiptsLine({ parts, model, status }: Pick<Message, "parts" | "model" | "status">): string {
  const receipts = receiptsOf({ parts });
  const others = Map.groupBy(
    receipts.filter(({ configId }) => configId !== model?.configId),
    ({ configId }) => configId,
  );
  const because = [...others.values()].map(failing).join(" and ");
  const own = receipts.filter(({ configId }) => configId === model?.configId);
  if (status !== "complete") return `${[because, own.length > 0 ? failing(own) : ""].filter(Boolean).join(" and ")}.`;
  const shortened = own.some(({ next }) => next?.share !== undefined);
  if (because) {
    const how = shortened ? ", without the oldest messages," : "";
    return `Written by ${model?.name ?? "another model"}${how} because ${because}.`;
  }
  if (shortened) return `${failing(own)}, so its oldest messages were left out.`;
  return `${failing(own)}, then answered.`;
}

/** One model's failures in a row, as the last one was: "GPT was busy (429, twice)". */
function failing(receipts: Receipt[]): string {
  const last = receipts.at(-1);
  if (!last) return "";
  const known = receipts.findLast(({ code }) => code !== "model_circuit_open") ?? last;
  const times = receipts.filter(({ code }) => code === known.code).length;
  const status = known.status && known.status >= 400 ? known.status : null;
  const details = [status, times === 2 ? "twice" : times > 2 ? `${times} times` : null].filter(Boolean);
  return `${known.name} ${deedOf(known)}${details.length > 0 ? ` (${details.join(", ")})` : ""}`;
}

/** What a turn waits for after a failure, with so many milliseconds to go. */
export function waitingWords({ name, next, ...failed }: Receipt, left: number): string {
  const what = `${name} ${deedOf(failed)}`;
  if (next?.share !== undefined) return `${what}: asking again without its oldest messages`;
  if (next && next.model.configId !== failed.configId) return `${what}: asking ${next.model.name}`;
  return left > 0 ? `${what}: trying again in ${Math.ceil(left / 1000)} s` : `${what}: trying again`;
}
