import { z } from "zod";
import { listCircuits } from "#lib/application/circuits/list-circuits.ts";
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
];
