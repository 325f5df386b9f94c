import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { AssignmentsView, ListAssignmentsInput } from "./assignment-schema.ts";
import { findPeople, peopleOf } from "./find-people.ts";

/** Who has which role on an agent and what that comes to. */
export async function listAssignments({ ctx, input }: Call<ListAssignmentsInput>): Promise<AssignmentsView> {
  authorize(ctx, "agents:read");
  const people = await findPeople(ctx, input.agent);
  return { items: await peopleOf(ctx, people), mayChange: people.mayChange };
}
