import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { doors } from "#lib/server/doors.ts";
import { openApiDocument } from "#lib/server/openapi.ts";
import { projectRoot } from "#lib/server/project-root.ts";
import { deprecationHeaders } from "./deprecation.ts";
import { type Method, nameOf } from "./door.ts";
import { parameterNames } from "./path.ts";

const CATCH_ALL = "/api/{path}";
const routeFiles = globSync("app/**/route.ts", { cwd: projectRoot }).map((file) => ({
  file,
  path: `/${file.slice("app/".length, -"/route.ts".length)}`
    .replace(/\/\([^)]+\)/g, "")
    .replace(/\[(?:\.\.\.)?(\w+)\]/g, "{$1}"),
  text: readFileSync(join(projectRoot, file), "utf8"),
}));

describe("the table of doors and the route files", () => {
  const fromNext = doors.filter((door) => door.servedBy === "next");

  test("every route file has its rows, and every row that Next serves has its route file", () => {
    const inTable = [...new Set(fromNext.map((door) => door.path))].sort();
    const onDisk = routeFiles.map((route) => route.path).filter((path) => path !== CATCH_ALL);
    expect(onDisk.sort()).toEqual(inTable);
  });

  test.each(routeFiles.filter(({ path }) => fromNext.some((door) => door.path === path && door.auth !== "own")))(
    "$file is one line over its own rows",
    ({ path, text }) => {
      const line = text.replace(/\(\s+"/, '("').replace(/",?\s+\)/, '")');
      expect(line).toContain(`export const { GET, POST, PUT, PATCH, DELETE } = routes("${path}");`);
    },
  );

  test("no door is listed twice, and parameters of one place have one name", () => {
    const names = doors.map(nameOf);
    expect(new Set(names).size).toBe(names.length);
    const shapes = Map.groupBy(
      fromNext.map((door) => door.path),
      (path) => path.replace(/\{\w+\}/g, "{}"),
    );
    for (const same of shapes.values()) expect(new Set(same).size).toBe(1);
  });
});

describe("every door", () => {
  const guarded = doors.filter((door) => door.auth === "required");

  test.each(guarded.map((door) => [nameOf(door), door] as const))("%s names the scope that a key needs", (_, door) => {
    expect(door.scope).not.toBeNull();
    expect(door.scope?.endsWith(":read")).toBe(door.method === "GET");
  });

  const own = doors.filter((door) => door.auth !== "own" && door.servedBy === "next");
  test.each(own.map((door) => [nameOf(door), door] as const))("%s refuses fields that it does not know", (_, door) => {
    const parsed = door.input.safeParse({ workspaceId: "00000000-0000-0000-0000-000000000000" });
    const issues = parsed.success ? [] : parsed.error.issues;
    expect(issues).toContainEqual(expect.objectContaining({ code: "unrecognized_keys", keys: ["workspaceId"] }));
  });

  const fieldsOf = (door: (typeof doors)[number]) =>
    z.toJSONSchema(door.input, { io: "input", unrepresentable: "any" }).properties ?? {};
  const timed = doors.flatMap((door) =>
    Object.entries(fieldsOf(door)).flatMap(([name, schema]) => {
      const times = [schema, ...((schema as { anyOf?: object[] }).anyOf ?? [])] as { format?: string }[];
      const format = times.find(({ format }) => format === "date-time" || format === "date")?.format;
      return format ? [[nameOf(door), name, format, door] as const] : [];
    }),
  );
  test.each(timed)("%s refuses a %s that no row can hold", (_, name, format, door) => {
    const parsed = door.input.safeParse({ [name]: format === "date" ? "0000-01-01" : "0000-01-01T00:00:00Z" });
    expect(parsed.error?.issues).toContainEqual(expect.objectContaining({ path: [name], code: "custom" }));
  });

  test.each(own.map((door) => [nameOf(door), door] as const))("%s takes the parameters of its path", (_, door) => {
    const { properties = {} } = z.toJSONSchema(door.input, { io: "input", unrepresentable: "any" });
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(parameterNames(door.path)));
  });
});

describe("the OpenAPI document", () => {
  const document = openApiDocument() as {
    openapi: string;
    paths: Record<string, Record<string, { operationId: string; parameters?: { name: string; in: string }[] }>>;
  };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase() as Method, operation })),
  );

  test("has every door, each with an id of its own and all parameters of its path", () => {
    expect(document.openapi).toBe("3.1.0");
    expect(operations.map(nameOf).sort()).toEqual(doors.map(nameOf).sort());
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
    for (const { path, operation } of operations) {
      const inPath = operation.parameters?.filter((one) => one.in === "path").map((one) => one.name) ?? [];
      expect(inPath).toEqual(parameterNames(path));
    }
  });

  test("has the operation that takes the place of each deprecated one", () => {
    const places = new Set(operations.map(({ operation }) => operation.operationId));
    const deprecated = doors.filter((door) => door.deprecated);
    expect(deprecated.length).toBeGreaterThan(3);
    for (const { deprecated: facts } of deprecated) {
      const [, link] = deprecationHeaders(facts).find(([name]) => name === "link") ?? [];
      const [, place] = /^<\/api\/docs#(\w+)>; rel="successor-version"/.exec(link ?? "") ?? [];
      expect(places).toContain(place);
    }
  });
});
