import type { Changes } from "#lib/application/ports/store.ts";
import { FRAGMENTS } from "./commit-fragments.ts";
import { feedFragment, guardFragment, runGuardFragment, versionGuardFragment } from "./commit-guards.ts";
import { expectedVersions, type TableKey, tablesOf } from "./commit-tables.ts";

export interface CommitStatement {
  name: string;
  text: string;
  values: string[];
}

/** What a commit answers. Nothing was written when it was fenced, or when an agent had moved on. */
export interface CommitResult {
  /** The guarding turn or run is still ours. */
  unfenced: boolean;
  /** Those of the agents that still were at the version on which their appends were decided. */
  current: string[];
  heads: Head[];
}

export interface Head {
  sessionId: string;
  sequence: number;
}

const known = new Map<string, { name: string; text: string }>();

/** `Changes` as one statement of data-modifying CTEs; null when there is nothing to write. */
export function statementFor(changes: Changes): CommitStatement | null {
  const tables = tablesOf(changes);
  const keys = (Object.keys(tables) as TableKey[]).filter((key) => tables[key].length > 0);
  const feed = (changes.feed ?? []).filter((one) => one.facts.length > 0);
  const versions = expectedVersions(changes.agents ?? []);
  const guards = { guard: changes.guard, run: changes.runGuard, versions: versions.length > 0 ? versions : undefined };
  const parameters: unknown[] = [...Object.values(guards).filter(Boolean), ...keys.map((key) => tables[key])];
  if (feed.length > 0) parameters.push(feed.map(feedRow));
  if (parameters.length === 0) return null;
  const given = Object.entries(guards).flatMap(([name, value]) => (value ? [name] : []));
  const shape = [...given, ...keys, feed.length > 0 ? "feed" : ""].join(",");
  const statement = known.get(shape) ?? {
    name: `commit_${known.size + 1}`,
    text: compose(guards, keys, feed.length > 0),
  };
  known.set(shape, statement);
  return { ...statement, values: parameters.map((value) => JSON.stringify(value)) };
}

function compose(
  given: { guard?: unknown; run?: unknown; versions?: unknown },
  keys: TableKey[],
  feed: boolean,
): string {
  let count = 0;
  const parameter = () => `$${++count}::jsonb`;
  const fences: string[] = [];
  const ctes: string[] = [];
  let current = "true";
  let agents = "'[]'::jsonb";
  if (given.guard) {
    ctes.push(guardFragment(parameter()));
    fences.push("exists (select 1 from guard)");
  }
  if (given.run) {
    ctes.push(runGuardFragment(parameter()));
    fences.push("exists (select 1 from run_guard)");
  }
  if (given.versions) {
    const versions = parameter();
    ctes.push(versionGuardFragment(versions));
    current = `(select count(*) from version_guard) = jsonb_array_length(${versions})`;
    agents = "(select coalesce(jsonb_agg(id), '[]') from version_guard)";
  }
  const unfenced = fences.join(" and ") || "true";
  const guarded = `${unfenced} and ${current}`;
  for (const key of keys) ctes.push(`w_${key} as (${FRAGMENTS[key](parameter(), guarded)})`);
  const written = keys.map((key) => `(select count(*) from w_${key})`);
  if (feed) ctes.push(...feedFragment(parameter(), guarded, written));
  const heads = feed
    ? "(select coalesce(jsonb_agg(jsonb_build_object('sessionId', session_id, 'sequence', sequence)), '[]') from heads)"
    : "'[]'::jsonb";
  return `with ${ctes.join(",\n")}\nselect ${unfenced} as unfenced, ${agents} as current, ${heads} as heads`;
}

const feedRow = ({ sessionId, at, facts }: NonNullable<Changes["feed"]>[number]) => ({
  sessionId,
  at,
  facts: facts.map(({ type, ...data }) => ({
    type,
    data,
    conversationId: "conversationId" in data ? data.conversationId : null,
  })),
});
