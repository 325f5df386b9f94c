import { rateLimitsContract } from "#lib/adapters/contracts/rate-limits.ts";
import { createMemoryCounters } from "./counters.ts";

rateLimitsContract("memory", async () => {
  let late = 0;
  const counters = createMemoryCounters(() => Date.now() + late);
  return {
    processes: [counters, counters],
    pass: async () => {
      late += 61_000;
    },
    close: async () => {},
  };
});
