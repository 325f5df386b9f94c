import type { MigrationStore, NewPerson, Person } from "../ports/migration.ts";
import type { Importer } from "./importer.ts";
import { nameOfUser, type RecordUser } from "./record.ts";

export type Owner = { id: string } | { refusal: string };

/**
 * Whom each record belongs to: the member of the workspace with its e-mail address, else with its id. With
 * `createUsers` an unknown address becomes a member who cannot sign in before an invitation is accepted.
 */
export async function findOwners(
  ctx: Pick<Importer, "newId" | "now"> & { store: Pick<MigrationStore, "people" | "addPeople"> },
  users: readonly RecordUser[],
  createUsers: boolean,
): Promise<Owner[]> {
  const emails = [...new Set(users.flatMap(({ email }) => email ?? []))];
  const ids = [...new Set(users.flatMap(({ email, id }) => (email ? [] : (id ?? []))))];
  let people = await ctx.store.people({ emails, ids });
  const missing = createUsers ? newPeople(ctx, users, people) : [];
  if (missing.length > 0) {
    await ctx.store.addPeople(missing);
    people = await ctx.store.people({ emails, ids });
  }
  const byName = new Map(people.flatMap((person) => [person.email, person.id].map((name) => [name, person] as const)));
  return users.map((user) => ownerOf(user, byName.get(user.email ?? user.id?.toLowerCase() ?? "")));
}

function newPeople(ctx: Pick<Importer, "newId" | "now">, users: readonly RecordUser[], people: Person[]): NewPerson[] {
  const known = new Set(people.map(({ email }) => email));
  const at = ctx.now();
  return users.flatMap(({ email, name }) => {
    if (!email || known.has(email)) return [];
    known.add(email);
    const shown = (name ?? email.slice(0, email.indexOf("@"))).replace(/\p{Cc}+/gu, " ").slice(0, 100);
    return [{ id: ctx.newId(), email, name: shown, at }];
  });
}

function ownerOf(user: RecordUser, person: Person | undefined): Owner {
  if (person?.isMember) return { id: person.id };
  const who = `user "${nameOfUser(user)}"`;
  if (person) return { refusal: `${who} has an account, but not in this workspace` };
  if (user.email) return { refusal: `${who} is unknown: make the account first, or use --create-users` };
  return { refusal: `${who} is unknown: a user is found by e-mail address, or by id in Throughline` };
}
