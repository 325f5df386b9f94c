"use client";
import { TriangleAlert } from "lucide-react";
import { exampleCall, scopeWords } from "#components/settings/api-keys/key-words.ts";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { ScrollRegion } from "#components/ui/scroll-region.tsx";
import type { NewApiKeyView } from "#lib/application/api-keys/schema.ts";

/** The only sight of a key that has been made. */
export function NewKeyView({ made, onDone }: { made: NewApiKeyView; onDone(): void }) {
  const call = exampleCall(location.origin, made.key, made.scopes);
  return (
    <div className="grid grid-cols-1 gap-4 p-5">
      <p className="flex items-start gap-2 rounded-lg bg-warning-soft px-3 py-2 text-ui text-warning">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        Copy it now: it is shown only this once, and nobody can show it again.
      </p>
      <Copyable label="Key" name="the key" text={made.key} />
      <Copyable label="Try it" name="the command" text={call} />
      <p className="text-muted text-xs">It may do: {scopeWords(made.scopes)}.</p>
      <div className="flex justify-end">
        <Button variant="primary" onClick={onDone}>
          I have copied it
        </Button>
      </div>
    </div>
  );
}

function Copyable({ label, name, text }: { label: string; name: string; text: string }) {
  return (
    <div className="grid grid-cols-1 gap-1.5">
      <div className="flex items-center justify-between">
        <h3 className="font-medium text-ui">{label}</h3>
        <CopyButton text={() => text} label={`Copy ${name}`} />
      </div>
      <ScrollRegion label={label} className="overflow-x-auto rounded-lg border border-line bg-code">
        <pre className="p-3 font-mono text-xs">
          <code>{text}</code>
        </pre>
      </ScrollRegion>
    </div>
  );
}
