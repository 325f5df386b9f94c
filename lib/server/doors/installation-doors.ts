import { z } from "zod";
import { listCircuits } from "#lib/application/circuits/list-circuits.ts";
import { getKeyRotation, startKeyRotation } from "#lib/application/secrets/key-rotation.ts";
import { rotationStatus } from "#lib/application/secrets/schema.ts";
import { door } from "./door.ts";

const nothing = z.strictObject({});

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
    answer: rotationStatus,
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
    answer: rotationStatus,
    status: 202,
    verb: startKeyRotation,
  }),
];
