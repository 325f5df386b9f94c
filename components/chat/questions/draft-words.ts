import { type AnswerLine, answerLines, legendOf } from "#components/chat/questions/answer-words.ts";
import { type ChoiceDraft, choiceOf, choiceResponse } from "#components/chat/questions/choice-model.ts";
import { type FormDraft, formOf } from "#components/chat/questions/form-model.ts";
import type { Json } from "#lib/domain/json.ts";
import type { ClientAction } from "#lib/domain/session/client-action.ts";

/** What was written in a question's widget and never sent, in words; empty when that is nothing. */
export function draftLines(action: Pick<ClientAction, "kind" | "schema">, draft: Json): AnswerLine[] {
  if (draft === null) return [];
  switch (action.kind) {
    case "choice": {
      const response = choiceResponse(choiceOf(action.schema), draft as unknown as ChoiceDraft);
      return response === null ? [] : answerLines(legendOf(action), response);
    }
    case "form":
      return formOf(action.schema).flatMap(({ name, label }) => {
        const text = (draft as FormDraft)[name]?.trim();
        return text ? [{ label, text }] : [];
      });
    case "file":
      return answerLines(legendOf(action), draft).filter(({ text }) => text !== "");
    case "approval":
      return typeof draft === "string" && draft.trim() ? [{ label: "Note", text: draft }] : [];
    default:
      return [];
  }
}
