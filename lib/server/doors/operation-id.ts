import type { Door } from "./door.ts";

/** `GET /api/sessions/{id}` is `get_sessions_id`: its name in the OpenAPI document and its place on the page of it. */
export function operationId({ method, path }: Pick<Door, "method" | "path">): string {
  const words = path.replace(/^\/api\//, "").match(/[\w-]+/g) ?? [];
  return [method.toLowerCase(), ...words].join("_").replaceAll("-", "_").replaceAll(".", "_");
}
