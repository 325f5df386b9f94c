import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { CodeForm } from "#components/account/code-form.tsx";
import { EntryFrame } from "#components/account/entry-frame.tsx";
import { safeNext } from "#components/account/safe-next.ts";
import { personAtSecondStep } from "#lib/application/sign-ins/second-step.ts";
import { stepTokenOf } from "#lib/server/account-cookies.ts";
import { visitorOf } from "#lib/server/context.ts";
import { newId } from "#lib/server/new-id.ts";
import { secondStepAction } from "../actions.ts";

export const metadata: Metadata = { title: "Second step" };

export default async function SecondStepPage({
  searchParams,
}: {
  searchParams: Promise<{ next?: string | string[] }>;
}) {
  const next = safeNext((await searchParams).next);
  const all = new Headers(await headers());
  const token = stepTokenOf(all);
  const person = token && (await personAtSecondStep({ ctx: visitorOf(all, newId(), "page"), input: { token } }));
  if (!person) redirect("/sign-in?code=not_found");
  return (
    <EntryFrame
      title="Enter a code"
      intro={`One more step for ${person.email}: the code that your authenticator app shows.`}
    >
      <CodeForm next={next} complete={secondStepAction} />
    </EntryFrame>
  );
}
