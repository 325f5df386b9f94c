import { CircleHelp, ClipboardList, FileUp, ListChecks, type LucideIcon, ShieldQuestion } from "lucide-react";
import type { ComponentType } from "react";
import { ApprovalWidget } from "#components/chat/questions/approval-widget.tsx";
import { ChoiceWidget } from "#components/chat/questions/choice-widget.tsx";
import { ConfirmWidget } from "#components/chat/questions/confirm-widget.tsx";
import { FileWidget } from "#components/chat/questions/file-widget.tsx";
import { FormWidget } from "#components/chat/questions/form-widget.tsx";
import type { WidgetProps } from "#components/chat/questions/widget.ts";
import type { ClientActionKind } from "#lib/domain/session/client-action.ts";

interface QuestionKind {
  icon: LucideIcon;
  /** What the person is asked for. */
  wants: string;
  Widget: ComponentType<WidgetProps>;
}

/** Every kind of question has its widget: a new kind does not compile without one. */
export const KINDS = {
  choice: { icon: ListChecks, wants: "your choice", Widget: ChoiceWidget },
  form: { icon: ClipboardList, wants: "your details", Widget: FormWidget },
  confirm: { icon: CircleHelp, wants: "your answer", Widget: ConfirmWidget },
  file: { icon: FileUp, wants: "a file", Widget: FileWidget },
  approval: { icon: ShieldQuestion, wants: "your approval", Widget: ApprovalWidget },
} satisfies Record<ClientActionKind, QuestionKind>;
