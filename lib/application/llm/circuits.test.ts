import { expect, test } from "vitest";
import { createCircuits } from "./circuits.ts";

const config = { id: "c", workspaceId: "w", ownerId: null, updatedAt: "2026-11-21T00:00:00.000Z" };
const viewer = { workspaceId: "w", userId: "u" };

test("a model's circuit is not opened by what is the request's own fault", () => {
  const circuits = createCircuits(() => 0);
  for (let time = 0; time < 9; time++) {
    circuits.of(config)().failed("model_refused");
    circuits.of(config)().failed("model_context_exceeded");
  }
  expect(circuits.list(viewer)).toEqual([]);
});

test("a model's circuit is seen by those who may use the model", () => {
  const circuits = createCircuits(() => 0);
  circuits
    .of({ ...config, ownerId: "u" })()
    .failed("model_timeout");
  expect(circuits.list(viewer)).toEqual([{ configId: "c", state: "closed", failures: 1, openUntil: null }]);
  expect(circuits.list({ ...viewer, userId: "other" })).toEqual([]);
  expect(circuits.list({ ...viewer, workspaceId: "other" })).toEqual([]);
});
