import { useLayoutEffect, useRef } from "react";
import { heldParts } from "#components/chat/view/held-parts.ts";
import type { Message, MessagePart } from "#lib/domain/session/parts.ts";

/**
 * A message as it stands on the screen: settled as it is, while it is written without blinking. What a model wrote whose
 * attempt has failed (`isVoid`) goes at once: the reason stands in its place.
 */
export function useShown(message: Message, isVoid: boolean): Message {
  const last = useRef<readonly MessagePart[]>(message.parts);
  const parts = message.status === "streaming" && !isVoid ? heldParts(last.current, message.parts) : message.parts;
  useLayoutEffect(() => {
    last.current = parts;
  });
  return parts === message.parts ? message : { ...message, parts: [...parts] };
}
