"use client";
import { useEffect, useRef, useState } from "react";
import type { Problem } from "#components/api/problem.ts";
import { type Answer, request } from "#components/api/request.ts";
import type { MemberView } from "#lib/application/members/schema.ts";
import type { WorkspaceRole } from "#lib/domain/access.ts";

export interface MemberPage {
  items: MemberView[];
  nextCursor: string | null;
}

const PAUSE = 200;

/** The people of the workspace: the first page as the server gave it, then what is searched for and changed. */
export function useMembers(first: MemberPage, seesAll: boolean) {
  const [page, setPage] = useState(first);
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [searching, setSearching] = useState(false);
  const asked = useRef(0);

  const path = (cursor?: string) => {
    const query = new URLSearchParams({ limit: "50", status: seesAll ? "all" : "active" });
    if (text.trim()) query.set("text", text.trim());
    if (cursor) query.set("cursor", cursor);
    return `/api/members?${query}`;
  };

  async function read(cursor?: string): Promise<void> {
    const mine = ++asked.current;
    const answer = await request<MemberPage>(path(cursor));
    if (mine !== asked.current) return;
    setSearching(false);
    if (!answer.ok) return setProblem(answer.problem);
    setProblem(null);
    setPage((known) => (cursor ? { ...answer.body, items: [...known.items, ...answer.body.items] } : answer.body));
  }

  const again = useRef(read);
  again.current = read;
  const isFirst = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is what is asked for
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    setSearching(true);
    const timer = setTimeout(() => void again.current(), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  // What the server has read anew, after somebody was invited or has joined.
  useEffect(() => setPage(first), [first]);

  async function act(call: Promise<Answer<unknown>>): Promise<string | null> {
    const answer = await call;
    if (!answer.ok) return answer.problem.detail;
    await read();
    return null;
  }
  const at = (userId: string, verb = "") => `/api/members/${encodeURIComponent(userId)}${verb}`;
  return {
    page,
    text,
    setText,
    searching,
    problem,
    more: () => (page.nextCursor ? read(page.nextCursor) : undefined),
    changeRole: (userId: string, role: WorkspaceRole) => act(request(at(userId), { method: "PATCH", body: { role } })),
    suspend: (userId: string) => act(request(at(userId, "/suspend"), { method: "POST", body: {} })),
    restore: (userId: string) => act(request(at(userId, "/restore"), { method: "POST", body: {} })),
    remove: (userId: string) => act(request(at(userId), { method: "DELETE" })),
  };
}

export type Members = ReturnType<typeof useMembers>;
