"use client";
import { useEffect, useMemo, useState } from "react";
import { Logo } from "#components/shell/logo.tsx";
import { Input } from "#components/ui/field.tsx";
import { type ApiDocument, groupOperations } from "./document.ts";
import { OperationView } from "./operation-view.tsx";

const ADDRESS = "/api/openapi.json";

/** The API's document to browse: headings, operations that open, and a search over all of them. */
export function ApiDocsScreen() {
  const [document, setDocument] = useState<ApiDocument | null>(null);
  const [failed, setFailed] = useState(false);
  const [text, setText] = useState("");
  useEffect(() => {
    fetch(ADDRESS)
      .then((response) => (response.ok ? response.json() : Promise.reject(response.status)))
      .then(setDocument)
      .catch(() => setFailed(true));
  }, []);
  const groups = useMemo(() => (document ? groupOperations(document, text) : []), [document, text]);
  const count = groups.reduce((sum, group) => sum + group.operations.length, 0);

  return (
    <main id="main" className="mx-auto w-full max-w-4xl px-4 pb-24 sm:px-8">
      <header className="pt-10 pb-4">
        <p className="mb-6 flex items-center gap-2 font-semibold tracking-tight">
          <Logo className="size-6" /> Throughline
        </p>
        <h1 className="font-semibold text-2xl tracking-tight">API</h1>
        <p className="mt-2 text-muted text-sm">
          Everything that the HTTP API can do, from the{" "}
          <a className="underline underline-offset-2" href={ADDRESS}>
            OpenAPI 3.1 document
          </a>{" "}
          of this server.
        </p>
        {document ? <Conventions text={document.info.description} /> : null}
      </header>
      <div className="sticky top-0 z-10 bg-background py-3">
        <Input
          type="search"
          aria-label="Search the operations"
          placeholder="Search: sessions, POST, archive …"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <p aria-live="polite" className="pb-2 text-muted text-xs">
        {failed
          ? "The document could not be loaded. Reload the page."
          : document
            ? `${count} ${count === 1 ? "operation" : "operations"}`
            : "Loading …"}
      </p>
      {document
        ? groups.map(({ name, description, operations }) => (
            <section key={name} aria-labelledby={`tag-${name}`} className="pt-6">
              <h2 id={`tag-${name}`} className="font-semibold text-base tracking-tight">
                {name}
              </h2>
              <p className="mt-0.5 mb-3 text-muted text-ui">{description}</p>
              <div className="grid gap-2">
                {operations.map((operation) => (
                  <OperationView key={operation.operationId} document={document} operation={operation} />
                ))}
              </div>
            </section>
          ))
        : null}
    </main>
  );
}

/** The document's own introduction: sentences and a list, its Markdown taken away. */
function Conventions({ text }: { text: string }) {
  const lines = text
    .replace(/\*\*|`/g, "")
    .split("\n")
    .filter(Boolean);
  const points = lines.filter((line) => line.startsWith("- ")).map((line) => line.slice(2));
  return (
    <div className="mt-4 text-ui leading-relaxed">
      {lines
        .filter((line) => !line.startsWith("- "))
        .map((line) => (
          <p key={line}>{line}</p>
        ))}
      <ul className="mt-2 list-disc space-y-1 pl-5 text-muted">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </div>
  );
}
