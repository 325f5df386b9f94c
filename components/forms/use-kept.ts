"use client";
import { useEffect, useState } from "react";
import { useMe } from "#components/account/me.tsx";
import { placeOf, readKept, withKept, writeKept } from "#components/forms/kept.ts";
import { useWorkspaces } from "#components/workspaces/workspaces-context.tsx";

export interface KeptForm<Values> {
  values: Values;
  change(next: Partial<Values>): void;
  /** It is saved: nothing is kept any more. What the form shows stays. */
  forget(): void;
}

/**
 * What is being filled in, kept in this tab over a refresh until it is saved, for this person in this workspace.
 *
 * @param secrets fields that are never kept
 */
export function useKept<Values extends object>(
  form: string,
  first: Values | (() => Values),
  secrets: readonly (keyof Values & string)[] = [],
): KeptForm<Values> {
  const place = usePlace(form);
  const [values, setValues] = useState(first);
  useEffect(() => {
    const kept = readKept(place);
    if (kept) setValues((now) => withKept(now, kept));
  }, [place]);
  return {
    values,
    change(next) {
      setValues((now) => ({ ...now, ...next }));
      const entries = Object.entries(next).filter(([field]) => !secrets.some((secret) => secret === field));
      writeKept(place, { values: { ...readKept(place)?.values, ...Object.fromEntries(entries) }, open: true });
    },
    forget: () => writeKept(place, null),
  };
}

/**
 * Whether the dialog of a kept form is open; one that a refresh closed while it was filled in opens again.
 * Closing keeps what was filled in for the next time, `giveUp` closes and forgets it.
 */
export function useKeptDialog(form: string): [open: boolean, setOpen: (open: boolean) => void, giveUp: () => void] {
  const place = usePlace(form);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (readKept(place)?.open) setOpen(true);
  }, [place]);
  return [
    open,
    (next) => {
      const kept = readKept(place);
      if (kept) writeKept(place, { ...kept, open: next });
      setOpen(next);
    },
    () => {
      writeKept(place, null);
      setOpen(false);
    },
  ];
}

function usePlace(form: string): string {
  const person = useMe();
  const workspace = useWorkspaces().find(({ current }) => current)?.id ?? "";
  return placeOf(person, workspace, form);
}
