"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field, Input, Select } from "#components/ui/field.tsx";
import { AUDIT_VERBS } from "#lib/domain/audit.ts";

/** What the address of the page says of the filter: all are texts, days are in UTC. */
export type AuditQuery = Partial<Record<"verb" | "userId" | "target" | "from" | "to", string>>;

const GROUPS = Map.groupBy(Object.entries(AUDIT_VERBS), ([verb]) => verb.split(".")[0] ?? "");

interface AuditFilterProps {
  query: AuditQuery;
  people: readonly { userId: string; name: string }[];
}

/** Narrows the log down. The filter stands in the page's address, so it survives a refresh and can be passed on. */
export function AuditFilterForm({ query, people }: AuditFilterProps) {
  const router = useRouter();
  const [values, setValues] = useState(query);
  const isReversed = Boolean(values.from && values.to && values.from > values.to);
  const isFiltered = Object.values(query).some(Boolean);

  function show(next: AuditQuery) {
    const given = Object.entries(next).filter(([, value]) => value);
    router.push(`/settings/audit-log${given.length > 0 ? `?${new URLSearchParams(given)}` : ""}`);
  }
  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (!isReversed) show(values);
  }
  const change = (field: keyof AuditQuery) => (event: { target: { value: string } }) =>
    setValues({ ...values, [field]: event.target.value });

  return (
    <form onSubmit={onSubmit} aria-label="Filter" className="grid grid-cols-2 items-start gap-3 lg:grid-cols-3">
      <Field label="What">
        {(control) => (
          <Select {...control} value={values.verb ?? ""} onChange={change("verb")}>
            <option value="">Anything</option>
            {[...GROUPS].map(([group, verbs]) => (
              <optgroup key={group} label={group}>
                {verbs.map(([verb, words]) => (
                  <option key={verb} value={verb}>
                    {words}
                  </option>
                ))}
              </optgroup>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Who">
        {(control) => (
          <Select {...control} value={values.userId ?? ""} onChange={change("userId")}>
            <option value="">Anybody</option>
            {people.map(({ userId, name }) => (
              <option key={userId} value={userId}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="max-lg:col-span-2">
        <Field label="To whom or what">
          {(control) => (
            <Input
              {...control}
              value={values.target ?? ""}
              maxLength={200}
              placeholder="A name or an id"
              onChange={change("target")}
            />
          )}
        </Field>
      </div>
      <Field label="From" hint="Days in UTC.">
        {(control) => <Input {...control} type="date" value={values.from ?? ""} onChange={change("from")} />}
      </Field>
      <Field label="Up to" error={isReversed ? "Choose a day that is not before the first one." : undefined}>
        {(control) => <Input {...control} type="date" value={values.to ?? ""} onChange={change("to")} />}
      </Field>
      <div className="flex flex-wrap gap-2 lg:pt-[1.6rem]">
        <Button type="submit" disabled={isReversed} className="h-9.5">
          Filter
        </Button>
        {isFiltered ? (
          <Button
            variant="ghost"
            className="h-9.5"
            onClick={() => {
              setValues({});
              show({});
            }}
          >
            Show everything
          </Button>
        ) : null}
      </div>
    </form>
  );
}
