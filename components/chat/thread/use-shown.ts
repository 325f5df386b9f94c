import { useLayoutEffect, useRef } from "react";
import { heldParts } from "#components/chat/view/held-parts.ts";
import type { Message, MessagePart } from "#lib/domain/session/parts.ts";

/** A message as it stands on the screen: settled as it is, while it is written without blinking. */
export function useShown(message: Message): Message {
  const last = useRef<readonly MessagePart[]>(message.parts);
  const parts = message.status === "streaming" ? heldParts(last.current, message.parts) : message.parts;
  useLayoutEffect(() => {
    last.current = parts;
  });
  return parts === message.parts ? message : { ...message, parts: [...parts] };
}
