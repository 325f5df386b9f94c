import { matchPath } from "#lib/server/doors/path.ts";
import { doors } from "#lib/server/doors.ts";

/** The paths of all doors, those without parameters first, by how many segments they have. */
const templates = Map.groupBy(
  [...new Set(doors.map((door) => door.path))].toSorted((a, b) => a.split("{").length - b.split("{").length),
  (path) => path.split("/").length,
);

/** The door of a path: its template, or what kind of thing it is when it is no door. So there are few, whatever is asked for. */
export function doorOf(path: string): string {
  if (path.startsWith("/_next/")) return "asset";
  if (!path.startsWith("/api/")) return "page";
  return templates.get(path.split("/").length)?.find((template) => matchPath(template, path) !== null) ?? "none";
}
