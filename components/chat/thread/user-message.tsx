"use client";
import { CircleAlert } from "lucide-react";
import { useMe } from "#components/account/me.tsx";
import { useSession, useSessionStore } from "#components/chat/session-context.tsx";
import { asMessage, type Outgoing } from "#components/chat/store/outbox.ts";
import { FileChip } from "#components/chat/thread/file-chip.tsx";
import { authorOf } from "#components/chat/view/role-of.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Clock } from "#components/ui/time.tsx";
import { type Message, type MessagePart, textOf } from "#lib/domain/session/parts.ts";

export function UserMessage({ message, faded = false }: { message: Message; faded?: boolean }) {
  const me = useMe();
  const text = textOf(message.parts);
  const author = useSession((state) => authorOf(state.view.people, message.authorId, me)?.name);
  return (
    <article
      aria-label={author ? `Message by ${author}` : "Your message"}
      className={cn("group/message relative flex flex-col items-end gap-1.5", faded && "opacity-65")}
    >
      {author ? <bdi className="font-medium text-muted text-xs">{author}</bdi> : null}
      <UserWords parts={message.parts} />
      {faded ? null : (
        <footer className="absolute end-0 top-full flex h-7 items-center gap-1 text-muted text-xs opacity-0 transition-opacity focus-within:opacity-100 group-hover/message:opacity-100">
          <Clock at={message.createdAt} />
          {text ? <CopyButton text={() => text} label="Copy message" /> : null}
        </footer>
      )}
    </article>
  );
}

/** What a person said: files, then words. */
export function UserWords({ parts, className }: { parts: readonly MessagePart[]; className?: string }) {
  const text = textOf(parts);
  const files = parts.filter((part) => part.type === "file");
  return (
    <>
      {files.length > 0 ? (
        <div className="flex max-w-[85%] flex-wrap justify-end gap-1.5">
          {files.map((file) => (
            <FileChip key={file.fileId} file={file} />
          ))}
        </div>
      ) : null}
      {text ? (
        <div
          dir="auto"
          className={cn(
            "max-w-[85%] whitespace-pre-wrap break-words rounded-2xl rounded-ee-md bg-hover px-4 py-2.5 text-msg",
            className,
          )}
        >
          {text}
        </div>
      ) : null}
    </>
  );
}

/** A limit holds the message back until then. */
const heldWords = (until: string): string =>
  `That was a lot at once. This is sent by itself at ${new Date(until).toLocaleTimeString(undefined, { timeStyle: "medium" })}.`;

/** A message of ours that has not arrived: it says why, and what can be done. */
export function OutgoingMessage({ outgoing, waitsFor }: { outgoing: Outgoing; waitsFor: string | null }) {
  const store = useSessionStore();
  const failed = outgoing.status === "failed";
  const note = outgoing.problem ?? (outgoing.status === "waiting" ? waitsFor : null);
  return (
    <div className="grid gap-1">
      <UserMessage message={asMessage(outgoing)} faded={!failed} />
      {note ? (
        <div role={failed ? "alert" : "status"} className="flex flex-wrap items-center justify-end gap-2 text-ui">
          <span className={cn("flex items-center gap-1.5", failed ? "text-danger" : "text-muted")}>
            {failed ? <CircleAlert aria-hidden className="size-4" /> : null}
            {outgoing.notBefore && !failed ? heldWords(outgoing.notBefore) : note}
          </span>
          {failed ? (
            <Button size="sm" onClick={() => store.sendAgain(outgoing.id)}>
              Try again
            </Button>
          ) : null}
          {outgoing.status === "sending" ? null : (
            <Button size="sm" variant="ghost" onClick={() => store.discard(outgoing.id)}>
              Discard
            </Button>
          )}
        </div>
      ) : null}
    </div>
  );
}
