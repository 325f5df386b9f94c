import type { Message, MessagePart } from "#lib/domain/session/parts.ts";

interface Told {
  /** The number of the message that it answers, where that is not the one before: another branch begins. */
  answers: number | null;
  agentName: string;
  /** The person who takes it along. */
  me: string;
}

/** A message to be read: who, when, and everything in it that is text; what is not is named. */
export function messageMarkdown(message: Message, { answers, agentName, me }: Told): string {
  const { sequence, role, authorId, createdAt, status, parts, model } = message;
  const who = role === "user" ? (authorId === me || authorId === null ? "You" : "Somebody else") : agentName;
  const facts = [
    createdAt,
    ...(model ? [model.name] : []),
    ...(status === "complete" ? [] : [status]),
    ...(answers === null ? [] : [`another branch, after ${answers}`]),
  ];
  const body = parts.map(partMarkdown).filter(Boolean).join("\n\n");
  return `## ${sequence}. ${role === "system" ? "System" : who}\n\n_${facts.join(" · ")}_\n\n${body}\n`;
}

function partMarkdown(part: MessagePart): string {
  switch (part.type) {
    case "text":
      return part.text;
    case "reasoning":
      return quote(part.text);
    case "file":
      return `[File: ${part.name}] (${part.fileId})`;
    case "tool-call":
      return `[Tool: ${part.tool}, ${part.state}]`;
    case "table":
      return "[Table: see the JSON file]";
    case "chart":
      return "[Chart: see the JSON file]";
    case "handoff":
      return "[Handed over: see the JSON file]";
    case "run":
      return `[Workflow: ${part.workflowType}, ${part.runId}]`;
    case "notice":
      return quote(part.text);
    default:
      return "";
  }
}

const quote = (text: string): string => text.replaceAll(/^/gm, "> ");
