import type { IncomingMessage } from "node:http";
import { doorGroups } from "#lib/server/doors.ts";
import type { Door } from "./door.ts";
import { matchPath } from "./path.ts";

const doors = doorGroups.flatMap((group) => group.doors);
const ends = doors.filter((door) => door.endsWork);
const streams = doors.filter(({ produces }) => produces === "text/event-stream");

/** Whether a request begins something, or stays open: a process that is about to end takes only the others. */
export function isNew({ method, url = "" }: Pick<IncomingMessage, "method" | "url">): boolean {
  const [path = ""] = url.split("?", 1);
  const isOf = (door: Door): boolean => door.method === method && matchPath(door.path, path) !== null;
  if (method === "GET" || method === "HEAD") return streams.some(isOf);
  return !ends.some(isOf);
}
