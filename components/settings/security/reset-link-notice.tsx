import { Ago } from "#components/ui/time.tsx";
import type { SecurityView } from "#lib/application/sign-ins/schema.ts";

/** Tells a person that somebody else could have opened their account. */
export function ResetLinkNotice({ by, at }: NonNullable<SecurityView["resetLinkMade"]>) {
  return (
    <p role="note" className="rounded-xl border border-line bg-warning-soft px-4 py-3 text-ui leading-relaxed">
      <bdi className="font-medium">{by}</bdi> made a link for your password (<Ago at={at} />
      ). Whoever had it could open your account within 45 minutes. If you did not ask for it, choose a new password, and
      ask why.
    </p>
  );
}
