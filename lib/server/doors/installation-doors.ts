import { z } from "zod";
import { listCircuits } from "#lib/application/circuits/list-circuits.ts";
import { getKeyRotation, startKeyRotation } from "#lib/application/secrets/key-rotation.ts";
import { door } from "./door.ts";

const nothing = z.strictObject({});

const rotation = z.object({
  keys: z.array(
    z.object({
      id: z.string(),
      state: z.enum(["offered", "current", "retiring"]),
      secrets: z.int().describe("How many it has sealed"),
      createdAt: z.string(),
    }),
  ),
  running: z.boolean(),
  last: z
    .object({
      phase: z.enum(["offering", "sealing", "retiring", "ended"]),
      newKey: z.string(),
      waitingFor: z.array(z.string()).describe("Processes that do not know the new key yet"),
      total: z.int(),
      done: z.int(),
      unreadable: z.array(z.object({ table: z.string(), id: z.uuid() })),
      startedAt: z.string(),
      endedAt: z.string().nullable(),
    })
    .nullable()
    .describe("One that has not ended and is not running was broken off"),
});

/** What concerns the whole installation rather than one workspace. */
export const installationDoors = [
  door({
    method: "GET",
    path: "/api/circuits",
    summary: "Outside services that have failed lately, and until when this process leaves them alone",
    scope: "workspace:read",
    input: nothing,
    answer: z.object({
      items: z.array(
        z.object({
          service: z.string().describe("`smtp`, `oidc`, …; models are in `/api/llm-configs/resolver-stats`"),
          state: z.enum(["closed", "open", "half-open"]),
          failures: z.int().describe("In a row"),
          openUntil: z.string().nullable(),
        }),
      ),
    }),
    verb: listCircuits,
  }),
  door({
    method: "GET",
    path: "/api/secrets/rotation",
    summary: "The keys that secrets are sealed with, and how far a change of the key has come",
    description: "For the owner of the workspace that the installation began with.",
    scope: "workspace:read",
    input: nothing,
    answer: rotation,
    verb: getKeyRotation,
  }),
  door({
    method: "POST",
    path: "/api/secrets/rotation",
    summary: "Change the key that secrets are sealed with, or go on with a change that was broken off",
    description:
      "For the owner of the workspace that the installation began with. It goes on after the answer; GET says how far it is.",
    scope: "workspace:write",
    audit: "secrets.rotated",
    input: nothing,
    answer: rotation,
    status: 202,
    verb: startKeyRotation,
  }),
];
