"use client";
import { useEffect, useState } from "react";
import { useAgent } from "#components/agents/agents-context.tsx";
import { useSessionStore } from "#components/chat/session-context.tsx";
import { finishedAnswer, newQuestion } from "#components/chat/view/finished-answer.ts";
import { plainText } from "#components/markdown/plain-text.ts";

/** Tells a screen reader about questions, and about answers when they are whole, never token by token. */
export function Announcer({ slug }: { slug: string }) {
  const store = useSessionStore();
  const { name } = useAgent(slug);
  const [text, setText] = useState("");
  useEffect(
    () =>
      store.subscribe((now, before) => {
        const asked = newQuestion(before.view, now.view, slug);
        if (asked) return setText(`${name} asks: ${plainText(asked.prompt)}`);
        const answer = finishedAnswer(before.view, now.view, slug);
        if (answer)
          setText(answer.status === "complete" ? `${name}: ${answer.text}` : `${name}: the answer ${answer.status}.`);
      }),
    [store, slug, name],
  );
  return (
    <p role="status" className="sr-only">
      {text}
    </p>
  );
}
