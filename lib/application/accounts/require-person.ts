import { DomainError } from "#lib/domain/errors.ts";
import type { Actor, Context } from "../context.ts";

type PersonActor = Extract<Actor, { kind: "user" }>;

/** What only a person does who has signed in: an API key belongs to one workspace, and has no say in who owns it. */
export function requirePerson({ actor }: Pick<Context, "actor">): PersonActor {
  if (actor.kind !== "user")
    throw new DomainError("forbidden", "An API key cannot do this. Sign in and do it in the browser.");
  return actor;
}
