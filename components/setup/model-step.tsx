"use client";
import { ArrowRight, Plug, Sparkles } from "lucide-react";
import { type ReactNode, useState } from "react";
import { forgetKept } from "#components/forms/kept.ts";
import { useKeptDialog } from "#components/forms/use-kept.ts";
import { ModelForm } from "#components/settings/models/model-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { ProviderRegistry } from "#lib/domain/llm/provider.ts";

interface ModelStepProps {
  providers: ProviderRegistry;
  onDone(): void;
}

export function ModelStep({ providers, onDone }: ModelStepProps) {
  const [connecting, setConnecting] = useKeptDialog("model:new");
  const [leaving, setLeaving] = useState(false);
  const leave = () => {
    forgetKept();
    setLeaving(true);
    onDone();
  };
  if (connecting) {
    return (
      <ModelForm
        providers={providers}
        brief
        onSaved={leave}
        aside={<Button onClick={() => setConnecting(false)}>Back</Button>}
      />
    );
  }
  return (
    <div className="grid gap-3">
      <Choice
        icon={leaving ? <Spinner /> : <Sparkles />}
        title="Use the built-in demo model"
        onClick={leave}
        disabled={leaving}
      >
        Works at once, without a key. It follows rules instead of thinking, and every feature can be tried with it.
      </Choice>
      <Choice icon={<Plug />} title="Connect a model" onClick={() => setConnecting(true)} disabled={leaving}>
        OpenAI, Azure, Anthropic, or any server that speaks OpenAI's language, such as Ollama. The connection is tested
        before it is saved.
      </Choice>
    </div>
  );
}

interface ChoiceProps {
  icon: ReactNode;
  title: string;
  disabled: boolean;
  onClick(): void;
  children: string;
}

const Choice = ({ icon, title, disabled, onClick, children }: ChoiceProps) => (
  <button
    type="button"
    disabled={disabled}
    onClick={onClick}
    className="group flex items-start gap-3.5 rounded-xl border border-line bg-surface p-4 text-start transition-colors hover:border-line-strong/60 hover:bg-hover disabled:opacity-60"
  >
    <span
      aria-hidden
      className="grid size-9 shrink-0 place-items-center rounded-lg bg-hover text-muted group-hover:bg-background [&_svg]:size-4.5"
    >
      {icon}
    </span>
    <span className="grid gap-0.5">
      <span className="font-medium text-sm">{title}</span>
      <span className="text-muted text-ui">{children}</span>
    </span>
    <ArrowRight
      aria-hidden
      className="ms-auto mt-2.5 size-4 shrink-0 text-muted opacity-0 transition-opacity group-hover:opacity-100"
    />
  </button>
);
