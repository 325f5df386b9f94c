"use client";
import { changesOf, wordsOf } from "#components/settings/audit/audit-words.ts";
import { At } from "#components/ui/time.tsx";
import type { AuditLineView } from "#lib/application/audit/schema.ts";

/** Who did what to what, when, by which door, and what it has changed. */
export function AuditEntryRow({ line }: { line: AuditLineView }) {
  const { who, did, what } = wordsOf(line);
  const changes = changesOf(line);
  return (
    <li className="grid gap-1.5 border-line border-b py-3 last:border-b-0">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
        <p className="min-w-0 flex-1 basis-64 wrap-anywhere text-sm">
          <bdi className="font-medium" title={line.person?.email}>
            {who}
          </bdi>{" "}
          {did} {what === null ? null : <bdi className="font-medium">{what}</bdi>}
        </p>
        <At at={line.at} className="text-muted text-xs tabular-nums" />
      </div>
      {changes.length > 0 ? (
        <dl className="grid gap-1 text-xs">
          {changes.map(({ field, before, after }) => (
            <div key={field} className="flex flex-wrap items-baseline gap-x-2">
              <dt className="text-muted">{field}</dt>
              <dd className="flex min-w-0 flex-wrap items-baseline gap-x-2">
                {before === null ? null : (
                  <del className="min-w-0 wrap-anywhere rounded bg-danger-soft px-1 text-danger">{before}</del>
                )}
                {after === null ? null : (
                  <ins className="min-w-0 wrap-anywhere rounded bg-success-soft px-1 text-success no-underline">
                    {after}
                  </ins>
                )}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      <p className="min-w-0 break-all text-muted text-xs">
        <span className="tabular-nums">#{line.sequence}</span> · {line.door}
        {line.actor.startsWith("key:") ? " · with an API key" : ""}
        {line.erased ? " · names were erased with an account" : ""}
      </p>
    </li>
  );
}
