"use client";
import { useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { fieldError } from "#components/api/problem.ts";
import { FormControl } from "#components/chat/questions/form-control.tsx";
import { type FormDraft, formOf, formResponse, problemsOf } from "#components/chat/questions/form-model.ts";
import type { WidgetProps } from "#components/chat/questions/widget.ts";
import { Button } from "#components/ui/button.tsx";
import { type JsonObject, sameJson } from "#lib/domain/json.ts";

/** The focus goes to a field, which stands in the middle of what is seen. */
function lead(form: HTMLFormElement | null, name: string): void {
  const field = form?.querySelector(`[data-field="${CSS.escape(name)}"]`);
  field?.querySelector<HTMLElement>("input, select, textarea")?.focus({ preventScroll: true });
  field?.scrollIntoView({ block: "center" });
}

/** A few fields, checked as they are filled in: what is wrong is said once a field was left, or all when sending. */
export function FormWidget({
  action,
  draft: kept,
  sent,
  problem,
  disabled,
  labelledBy,
  onDraft,
  onSubmit,
}: WidgetProps) {
  const fields = formOf(action.schema);
  const draft = (kept as FormDraft | null) ?? {};
  const problems = problemsOf(fields, draft);
  const response = formResponse(fields, draft);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const form = useRef<HTMLFormElement>(null);

  function errorOf(name: string): string | undefined {
    // What the server said of a field holds until the field changes.
    const unchanged = sameJson(response[name] ?? null, (sent as JsonObject | null)?.[name] ?? null);
    return (left.has(name) ? problems[name] : undefined) ?? (unchanged ? fieldError(problem, name) : undefined);
  }

  function send() {
    const wrong = fields.find(({ name }) => problems[name]);
    // What is wrong is said first: the words move the fields.
    flushSync(() => setLeft(new Set(fields.map(({ name }) => name))));
    if (wrong) lead(form.current, wrong.name);
    else onSubmit(response);
  }

  useEffect(() => {
    // Refused by the server: who sent it is still at the question.
    const refused = formOf(action.schema).find(({ name }) => fieldError(problem, name));
    const isHere = form.current?.closest("[data-waits]")?.contains(document.activeElement);
    if (refused && isHere) lead(form.current, refused.name);
  }, [problem, action.schema]);

  return (
    <form
      ref={form}
      noValidate
      aria-labelledby={labelledBy}
      className="grid gap-4"
      onBlur={({ target }) => {
        const name = target.closest<HTMLElement>("[data-field]")?.dataset.field;
        if (name && draft[name]) setLeft(new Set([...left, name]));
      }}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <fieldset disabled={disabled} className="grid gap-4">
        {fields.map((field) => (
          <div key={field.name} data-field={field.name}>
            <FormControl
              field={field}
              value={draft[field.name] ?? ""}
              error={errorOf(field.name)}
              onChange={(value) => onDraft({ ...draft, [field.name]: value })}
            />
          </div>
        ))}
      </fieldset>
      <Button
        type="submit"
        variant="agent"
        className="justify-self-start"
        disabled={disabled}
        // A press takes the focus from no field: what its leaving would say moves the button from under the pointer.
        onMouseDown={(event) => event.preventDefault()}
      >
        Send
      </Button>
    </form>
  );
}
