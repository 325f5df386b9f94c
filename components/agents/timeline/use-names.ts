"use client";
import { useEffect, useMemo, useState } from "react";
import type { Names } from "#components/agents/timeline/event-words.ts";
import type { Timeline } from "#components/agents/timeline/pages.ts";
import { peopleIn } from "#components/agents/timeline/people-in.ts";
import { request } from "#components/api/request.ts";

/** So many ids the API takes at once. */
const MOST = 100;

/**
 * The names of everyone whom the loaded part of a log names: as the server gave them, else looked up by id, once, by
 * those who may see the members of the workspace.
 */
export function useNames(given: Names, timeline: Timeline, seesMembers: boolean): Names {
  const [found, setFound] = useState<Names>({});
  const names = useMemo(() => ({ ...found, ...given }), [found, given]);
  const unknown = [...new Set(Object.values(timeline.pages).flatMap(peopleIn))].filter((id) => names[id] === undefined);
  const ids = unknown.slice(0, MOST).join(",");
  useEffect(() => {
    if (ids === "" || !seesMembers) return;
    let left = false;
    void request<{ items: { userId: string; name: string }[] }>(`/api/members?ids=${ids}`).then((answer) => {
      if (!answer.ok || left) return;
      const living = new Map(answer.body.items.map(({ userId, name }) => [userId, name]));
      setFound((now) => ({ ...now, ...Object.fromEntries(ids.split(",").map((id) => [id, living.get(id) ?? null])) }));
    });
    return () => {
      left = true;
    };
  }, [ids, seesMembers]);
  return names;
}
