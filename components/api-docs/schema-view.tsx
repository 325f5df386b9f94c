"use client";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { type ApiDocument, type ApiSchema, partsOf, resolve, typeOf } from "./document.ts";

interface SchemaProps {
  document: ApiDocument;
  schema: ApiSchema;
}

/** What a schema holds, field by field; what is inside of a field shows when it is opened. */
export function SchemaView({ document, schema }: SchemaProps) {
  const parts = partsOf(document, schema);
  if (parts.length === 0) return <code className="break-words font-mono text-xs">{typeOf(schema)}</code>;
  return (
    <ul className="divide-y divide-line border-line border-l pl-3">
      {parts.map(([name, part, required]) => (
        <SchemaField key={name} document={document} name={name} schema={part} required={required} />
      ))}
    </ul>
  );
}

function SchemaField({ document, name, schema, required }: SchemaProps & { name: string; required: boolean }) {
  const [open, setOpen] = useState(false);
  const description = schema.description ?? resolve<ApiSchema>(document, schema).description;
  const head = (
    <span className="min-w-0">
      <code className="break-words font-medium font-mono text-xs">{name}</code>{" "}
      <code className="break-words font-mono text-muted text-xs">{typeOf(schema)}</code>
      {required ? <span className="ml-1.5 text-2xs text-warning">required</span> : null}
      {schema.default !== undefined ? (
        <span className="ml-1.5 text-2xs text-muted">default {JSON.stringify(schema.default)}</span>
      ) : null}
      {description ? <span className="block text-muted text-xs">{description}</span> : null}
    </span>
  );
  if (partsOf(document, schema).length === 0) return <li className="py-1.5 pl-5">{head}</li>;
  return (
    <li className="py-1.5">
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="flex items-start gap-1.5">
          <ChevronRight aria-hidden className={`mt-0.5 size-3.5 shrink-0 text-muted ${open ? "rotate-90" : ""}`} />
          {head}
        </summary>
        {open ? (
          <div className="mt-1.5 ml-1.5">
            <SchemaView document={document} schema={schema} />
          </div>
        ) : null}
      </details>
    </li>
  );
}
