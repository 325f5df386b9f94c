import { defineConfig } from "vitest/config";

const everywhere = ["**/node_modules/**", "**/.next/**", "e2e/**", "bench/tools/**"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...everywhere, "**/*.int.test.ts"],
          environment: "node",
          setupFiles: "lib/testing/patience.ts",
          expect: { poll: { timeout: 100_000 } },
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: "int",
          include: ["**/*.int.test.ts"],
          exclude: everywhere,
          environment: "node",
          globalSetup: "lib/testing/global-setup.ts",
          setupFiles: "lib/testing/patience.ts",
          expect: { poll: { timeout: 100_000 } },
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
