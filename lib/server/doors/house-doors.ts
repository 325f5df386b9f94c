import { z } from "zod";
import { type Door, listedDoor } from "./door.ts";

const nothing = z.strictObject({});
const readiness = z.object({
  status: z.enum(["ready", "not ready"]),
  checks: z.object({ database: z.boolean(), engine: z.boolean(), migrations: z.boolean() }),
});

/** A route file that answers by itself. */
const ownDoor = (spec: Omit<Parameters<typeof listedDoor>[0], "auth" | "scope">): Door =>
  listedDoor({ ...spec, scope: null, auth: "own" });

/** The house's health, next-auth's pages, and the document about this table. */
export const houseDoors = [
  ownDoor({
    method: "GET",
    path: "/api/health",
    summary: "Alive: asks nobody else",
    input: nothing,
    answer: z.object({ status: z.literal("ok"), uptimeSeconds: z.int() }),
  }),
  ownDoor({
    method: "GET",
    path: "/api/ready",
    summary: "Ready: database, engine and migrations",
    input: nothing,
    answer: readiness,
    otherwise: [{ status: 503, description: "Not ready; what is missing is false", answer: readiness }],
  }),
  ownDoor({
    method: "GET",
    path: "/api/metrics",
    summary: "Figures of this process in Prometheus' text format, for the operator",
    description:
      "With `METRICS_TOKEN` set it is sent as `Authorization: Bearer …`; without it only this machine may read them. They name doors and limits, never a workspace or a person.",
    servedBy: "raw",
    produces: "text/plain",
    input: nothing,
    answer: z.string().meta({ examples: ["throughline_turns_running 3\n"] }),
  }),
  ownDoor({
    method: "GET",
    path: "/api/openapi.json",
    summary: "This document",
    input: nothing,
    answer: z.object({ openapi: z.literal("3.1.0") }).catchall(z.json()),
  }),
  ownDoor({
    method: "GET",
    path: "/api/auth/{nextauth}",
    limit: "visit",
    summary: "Signing in: `csrf`, `session` and `providers` of next-auth",
    input: z.strictObject({ nextauth: z.enum(["csrf", "session", "providers"]) }),
    answer: z
      .record(z.string(), z.json())
      .nullable()
      .meta({ examples: [{ csrfToken: "3f5a…" }] }),
  }),
  ownDoor({
    method: "POST",
    path: "/api/auth/{nextauth}",
    limit: "visit",
    summary: "Signing out, with the token of `csrf` and its cookie",
    description: "With the header `X-Auth-Return-Redirect: 1` the answer is where to go; else a redirect there.",
    consumes: "application/x-www-form-urlencoded",
    input: z.strictObject({ nextauth: z.enum(["signout"]), csrfToken: z.string() }),
    answer: z.object({ url: z.string() }),
    otherwise: [{ status: 302, description: "There" }],
  }),
];
