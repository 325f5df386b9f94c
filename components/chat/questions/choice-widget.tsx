"use client";
import { useId, useState } from "react";
import {
  type ChoiceDraft,
  choiceOf,
  choiceResponse,
  isShort,
  NOTHING_CHOSEN,
  type Option,
  toggled,
  withOther,
} from "#components/chat/questions/choice-model.ts";
import type { WidgetProps } from "#components/chat/questions/widget.ts";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/field.tsx";
import type { Json } from "#lib/domain/json.ts";

/** One or several of some options, or own words where they will do. */
export function ChoiceWidget({ action, draft: kept, disabled, labelledBy, onDraft, onSubmit }: WidgetProps) {
  const choice = choiceOf(action.schema);
  const draft = (kept as ChoiceDraft | null) ?? NOTHING_CHOSEN;
  const response = choiceResponse(choice, draft);
  const name = useId();
  /** The field for own words takes the focus when it was asked for, not when an earlier page left it open. */
  const [pressed, setPressed] = useState(false);
  const change = (next: ChoiceDraft) => onDraft(next as unknown as Json);

  if (isShort(choice))
    return (
      // biome-ignore lint/a11y/useSemanticElements: buttons that each answer are no form
      <div role="group" aria-labelledby={labelledBy} className="flex flex-wrap gap-2">
        {choice.options.map(({ value, title }) => (
          <Button key={value} disabled={disabled} onClick={() => onSubmit(value)}>
            <bdi>{title}</bdi>
          </Button>
        ))}
      </div>
    );

  const kind = choice.multiple ? "checkbox" : "radio";
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (response !== null) onSubmit(response);
      }}
    >
      <fieldset aria-labelledby={labelledBy} disabled={disabled} className="grid gap-1.5">
        {choice.options.map((option) => (
          <Card
            key={option.value}
            {...{ kind, name, option }}
            checked={draft.chosen.includes(option.value)}
            onChange={() => change(toggled(choice, draft, option.value))}
          />
        ))}
        {choice.ownWords ? (
          <Card
            {...{ kind, name }}
            option={{ title: "Something else", description: null }}
            checked={draft.other !== null}
            onChange={(checked) => {
              setPressed(checked);
              change(withOther(choice, draft, checked ? "" : null));
            }}
          />
        ) : null}
        {draft.other === null ? null : (
          <Input
            autoFocus={pressed}
            dir="auto"
            value={draft.other}
            maxLength={2_000}
            aria-label="Your own words"
            placeholder="Your own words"
            onChange={(event) => change(withOther(choice, draft, event.target.value))}
          />
        )}
      </fieldset>
      <Button type="submit" variant="agent" className="justify-self-start" disabled={disabled || response === null}>
        Answer
      </Button>
    </form>
  );
}

interface CardProps {
  kind: "radio" | "checkbox";
  name: string;
  option: Omit<Option, "value">;
  checked: boolean;
  onChange(checked: boolean): void;
}

const Card = ({ kind, name, option, checked, onChange }: CardProps) => (
  <label className="flex cursor-pointer items-start gap-3 rounded-lg border border-line px-3 py-2 transition-colors has-[:disabled]:cursor-default has-[:checked]:border-agent-fill has-[:checked]:bg-agent-soft has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-ring hover:border-line-strong/50">
    <input
      type={kind}
      name={name}
      checked={checked}
      className="mt-0.5 outline-none"
      onChange={(event) => onChange(event.target.checked)}
    />
    <span dir="auto" className="grid min-w-0 gap-0.5 break-words text-sm">
      <span>{option.title}</span>
      {option.description ? <span className="text-muted text-ui">{option.description}</span> : null}
    </span>
  </label>
);
