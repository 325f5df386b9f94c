"use client";
import type { ReactNode } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { ScrollRegion } from "#components/ui/scroll-region.tsx";
import {
  type ApiContent,
  type ApiDocument,
  type ApiParameter,
  type ApiResponse,
  curlOf,
  type ListedOperation,
  resolve,
  typeOf,
} from "./document.ts";
import { SchemaView } from "./schema-view.tsx";

/** All about one operation: what it takes, what it answers, and how to call it. */
export function OperationBody({ document, operation }: { document: ApiDocument; operation: ListedOperation }) {
  const { description, parameters = [], requestBody, responses } = operation;
  const curl = curlOf(document, operation, window.location.origin);
  return (
    <div className="grid gap-5 border-line border-t px-3 py-4">
      {description ? <p className="whitespace-pre-line text-muted text-ui">{description.replaceAll("`", "")}</p> : null}
      <Section title="Request">
        <Code text={curl} label="Copy the curl command" />
      </Section>
      {parameters.length > 0 ? (
        <Section title="Parameters">
          <ul className="divide-y divide-line">
            {parameters.map((one) => {
              const parameter = resolve<ApiParameter>(document, one);
              return <Parameter key={`${parameter.in} ${parameter.name}`} parameter={parameter} />;
            })}
          </ul>
        </Section>
      ) : null}
      {requestBody ? (
        <Section title="Body">
          <Content document={document} content={requestBody.content} />
        </Section>
      ) : null}
      <Section title="Answers">
        <ul className="grid gap-3">
          {Object.entries(responses).map(([status, one]) => {
            const response = resolve<ApiResponse>(document, one);
            return (
              <li key={status}>
                <p className="text-ui">
                  <code className="font-medium font-mono text-xs">{status}</code> {response.description}
                </p>
                {response.content && !("$ref" in one) ? (
                  <Content document={document} content={response.content} />
                ) : null}
              </li>
            );
          })}
        </ul>
      </Section>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid min-w-0 gap-2">
      <h3 className="font-medium text-muted text-xs">{title}</h3>
      {children}
    </section>
  );
}

function Parameter({ parameter }: { parameter: ApiParameter }) {
  const { name, in: where, required, description, schema } = parameter;
  return (
    <li className="py-1.5">
      <code className="font-medium font-mono text-xs">{name}</code>{" "}
      <code className="break-words font-mono text-muted text-xs">{typeOf(schema)}</code>
      <span className="ml-1.5 text-2xs text-muted">{where}</span>
      {required ? <span className="ml-1.5 text-2xs text-warning">required</span> : null}
      {description ? <span className="block text-muted text-xs">{description}</span> : null}
    </li>
  );
}

function Content({ document, content }: { document: ApiDocument; content: ApiContent }) {
  return Object.entries(content).map(([mediaType, { schema, example }]) => (
    <div key={mediaType} className="mt-1.5 grid min-w-0 gap-2">
      <code className="font-mono text-2xs text-muted">{mediaType}</code>
      <SchemaView document={document} schema={schema} />
      {example === undefined ? null : (
        <Code
          text={typeof example === "string" ? example : JSON.stringify(example, null, 2)}
          label="Copy the example"
        />
      )}
    </div>
  ));
}

/** Text as it is; a long one scrolls. */
function Code({ text, label }: { text: string; label: string }) {
  return (
    <div className="relative min-w-0">
      <ScrollRegion label={label.replace("Copy the", "The")} className="max-h-72 rounded-lg bg-code p-3 pr-10">
        <pre className="font-mono text-xs leading-relaxed">{text}</pre>
      </ScrollRegion>
      <CopyButton text={() => text} label={label} className="absolute top-1.5 right-1.5 bg-code" />
    </div>
  );
}
