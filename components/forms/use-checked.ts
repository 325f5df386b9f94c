"use client";
import { useState } from "react";
import type { ZodType } from "zod";
import { fieldError, type Problem } from "#components/api/problem.ts";

export interface Checked {
  /** What is wrong with a field, once somebody has been in it or has tried to send the form. */
  errorOf(field: string): string | undefined;
  /** Somebody has been in this field. */
  touch(field: string): void;
  /** Whether the form may be sent; from now on every field says what is wrong with it. */
  ready(): boolean;
}

/** Checks a form while it is typed, by the very schema that its door has. What the door refused stands until it is changed. */
export function useChecked(schema: ZodType, values: unknown, problem: Problem | null = null): Checked {
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [tried, setTried] = useState(false);
  const result = schema.safeParse(values);
  const issues = result.success ? [] : result.error.issues;
  const issueOf = (field: string) =>
    issues.find(({ path }) => String(path.at(-1)) === field || path.join(".") === field);
  return {
    errorOf: (field) =>
      (tried || touched.has(field) || touched.has(field.split(".")[0] ?? "") ? issueOf(field)?.message : undefined) ??
      fieldError(problem, field),
    touch: (field) => touched.has(field) || setTouched(new Set([...touched, field])),
    ready: () => {
      setTried(true);
      return result.success;
    },
  };
}
