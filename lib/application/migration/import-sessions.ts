import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import { errorCode } from "#lib/domain/errors.ts";
import { appendRecords } from "./append-records.ts";
import { findOwners } from "./find-owners.ts";
import { digestOf, idsOf, sessionIdOf } from "./ids.ts";
import { definitionOf, type Importer, isLeftOut, type Outcome, unknownType } from "./importer.ts";
import type { PlannedRecord } from "./plan-session.ts";
import type { NumberedRecord } from "./record.ts";

interface ImportInput {
  records: readonly NumberedRecord[];
  createUsers: boolean;
  /** Nothing is written of what comes after the first record that has to be left out. */
  strict: boolean;
}

interface ImportCall {
  ctx: Importer;
  input: ImportInput;
}

const ATTEMPTS = 5;

/** A record on its way in. */
interface Candidate extends NumberedRecord {
  definition: AgentDefinition;
  sessionId: string;
  digest: string;
}

type Step<Fresh> = Fresh | Outcome;

const isOutcome = (step: object): step is Outcome => "kind" in step;
const freshOf = <Fresh extends object>(steps: readonly Step<Fresh>[]): Fresh[] =>
  steps.filter((step): step is Fresh => !isOutcome(step));

/**
 * Imports a batch of old sessions. What is there already stays as it is; what cannot be imported is left out and
 * reported. The rest commits together with everything that belongs to it.
 */
export async function importSessions(call: ImportCall): Promise<Outcome[]> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt(call);
    } catch (error) {
      // Another run has imported some of them: now they are there.
      if (errorCode(error) !== "already_exists" || tried === ATTEMPTS) throw error;
    }
  }
}

async function attempt({ ctx, input }: ImportCall): Promise<Outcome[]> {
  const candidates = input.records.map((one) => recognise(ctx, one));
  const owned = await withOwners(ctx, await withoutKnown(ctx, candidates), input.createUsers);
  const bad = input.strict ? owned.findIndex((step) => isOutcome(step) && isLeftOut(step)) : -1;
  const steps = bad < 0 ? owned : owned.slice(0, bad + 1);
  const fresh = freshOf(steps);
  const done = await commitAll(
    ctx,
    fresh.map(({ planned }) => planned),
  );
  const outcomes = new Map(fresh.map(({ line }, index) => [line, done[index]]));
  return steps.map((step) => (isOutcome(step) ? step : { line: step.line, ...(outcomes.get(step.line) as Done) }));
}

type Done = Omit<Outcome, "line">;

function recognise({ workspaceId, catalog, digests }: Importer, one: NumberedRecord): Step<Candidate> {
  const { line, record } = one;
  const definition = definitionOf(catalog, record.sessionType);
  if (!definition) return { line, kind: "refused", reason: unknownType(catalog, record.sessionType) };
  const sessionId = sessionIdOf(digests, workspaceId, record.recordId);
  const digest = digestOf(digests, record);
  return { line, record, definition, sessionId, digest };
}

async function withoutKnown(ctx: Importer, steps: Step<Candidate>[]): Promise<Step<Candidate>[]> {
  const known = await ctx.store.digests(freshOf(steps).map((one) => one.sessionId));
  return steps.map((step) => {
    if (isOutcome(step)) return step;
    const { line, sessionId, digest } = step;
    const there = known.get(sessionId);
    if (there === undefined) {
      known.set(sessionId, digest); // a second line of the same id meets the first one
      return step;
    }
    if (there === digest) return { line, kind: "known" };
    return { line, kind: "changed", reason: "is there already with other content and stays as it is" };
  });
}

type Owned = { line: number; planned: PlannedRecord };

async function withOwners(ctx: Importer, steps: Step<Candidate>[], createUsers: boolean): Promise<Step<Owned>[]> {
  const fresh = freshOf(steps);
  const found = await findOwners(
    ctx,
    fresh.map(({ record }) => record.user),
    createUsers,
  );
  const owners = new Map(fresh.map(({ line }, index) => [line, found[index]]));
  const { workspaceId } = ctx;
  return steps.map((step): Step<Owned> => {
    if (isOutcome(step)) return step;
    const { line, record, definition, digest, sessionId } = step;
    const owner = owners.get(line);
    if (!owner || "refusal" in owner) return { line, kind: "refused", reason: owner?.refusal ?? "" };
    const ids = idsOf(ctx.digests, sessionId, record);
    const { status } = record;
    return { line, planned: { record, ids, workspaceId, ownerId: owner.id, definition, digest, status } };
  });
}

/** Where the database refuses what one record holds, the others of its batch are written without it. */
async function commitAll(ctx: Importer, records: readonly PlannedRecord[]): Promise<Done[]> {
  if (records.length === 0) return [];
  try {
    return await appendRecords(ctx, records);
  } catch (error) {
    if (errorCode(error) !== "validation_failed") throw error;
    if (records.length === 1) return [{ kind: "refused", reason: (error as Error).message }];
    const half = Math.ceil(records.length / 2);
    return [...(await commitAll(ctx, records.slice(0, half))), ...(await commitAll(ctx, records.slice(half)))];
  }
}
