"use client";
import { ArrowUp, Paperclip, Square } from "lucide-react";
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { accent } from "#components/agents/agent-mark.tsx";
import { useAgent } from "#components/agents/agents-context.tsx";
import { AttachmentChips } from "#components/chat/composer/attachment-chips.tsx";
import { acceptOf } from "#components/chat/composer/attachments.ts";
import type { Attachments } from "#components/chat/composer/use-attachments.ts";
import { useDraft } from "#components/chat/composer/use-draft.ts";
import { useStop } from "#components/chat/composer/use-stop.ts";
import { useSession, useSessionStore } from "#components/chat/session-context.tsx";
import { Button } from "#components/ui/button.tsx";

interface ComposerProps {
  slug: string;
  attachments: Attachments;
}

/** Where a message is written. Keyed by its conversation: each has a draft of its own. */
export function Composer({ slug, attachments }: ComposerProps) {
  const store = useSessionStore();
  const agent = useAgent(slug);
  const sessionId = useSession((state) => state.view.id);
  const online = useSession((state) => state.online);
  const [text, setText] = useDraft(sessionId, slug);
  const [sending, setSending] = useState(false);
  const stop = useStop(slug);
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const { items, uploading, take } = attachments;
  const nothing = text.trim() === "" && !items.some((one) => one.state !== "failed");

  // What was typed before React took the box over stands in it, and the next rendering would take it away.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is taken over once.
  useLayoutEffect(() => {
    if (box.current?.value) setText(box.current.value);
  }, []);

  useLayoutEffect(() => {
    if (!box.current) return;
    box.current.style.height = "auto";
    box.current.style.height = `${box.current.scrollHeight}px`;
  });

  useEffect(() => {
    if (matchMedia("(pointer: fine)").matches) box.current?.focus({ preventScroll: true });
  }, []);

  // Whoever sends while files are still going up means: with those files.
  useEffect(() => {
    if (!sending || uploading) return;
    setSending(false);
    const files = take();
    if (text.trim() === "" && files.length === 0) return;
    store.send(text.trim(), files);
    setText("");
  }, [sending, uploading, take, text, store, setText]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (!nothing) setSending(true);
  }

  return (
    <form
      {...accent(agent.colour)}
      className="rounded-2xl border border-line-strong/40 bg-surface shadow-sm transition-colors focus-within:border-agent-fill"
      onSubmit={(event) => {
        event.preventDefault();
        if (!nothing) setSending(true);
      }}
    >
      <AttachmentChips attachments={attachments} />
      <textarea
        ref={box}
        rows={1}
        dir="auto"
        value={text}
        placeholder={`Message ${agent.name}`}
        aria-label={`Message ${agent.name}`}
        className="block max-h-[40dvh] w-full resize-none bg-transparent px-4 pt-3.5 pb-1 text-msg outline-none placeholder:text-muted"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          if (event.clipboardData.files.length === 0) return;
          event.preventDefault();
          attachments.add(event.clipboardData.files);
        }}
      />
      <div className="flex items-center gap-1 p-2 pt-0.5">
        {agent.fileUpload ? (
          <Button variant="ghost" size="icon" aria-label="Attach files" onClick={() => picker.current?.click()}>
            <Paperclip />
          </Button>
        ) : null}
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          aria-label="Files to attach"
          accept={acceptOf(agent)}
          onChange={(event) => {
            attachments.add(event.target.files ?? []);
            event.target.value = "";
          }}
        />
        <p aria-live="polite" className="min-w-0 flex-1 truncate px-1 text-end text-muted text-xs">
          {online ? null : "Offline. Sent when you are back."}
        </p>
        {stop ? (
          <Button
            variant="primary"
            size="icon"
            className="rounded-full"
            aria-label="Stop"
            disabled={stop.stopping}
            onClick={stop.stop}
          >
            <Square className="size-3 fill-current" />
          </Button>
        ) : null}
        {stop && nothing ? null : (
          <Button
            type="submit"
            variant="agent"
            size="icon"
            className="rounded-full"
            aria-label="Send"
            disabled={nothing || sending}
          >
            <ArrowUp />
          </Button>
        )}
      </div>
    </form>
  );
}
