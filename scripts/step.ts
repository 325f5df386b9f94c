import { spawn } from "node:child_process";
import { projectRoot } from "#lib/server/project-root.ts";

/** Programs that our scripts run under this very Node. */
export const tools = {
  tsc: "node_modules/typescript/bin/tsc",
  biome: "node_modules/@biomejs/biome/bin/biome",
  next: "node_modules/next/dist/bin/next",
  vitest: "node_modules/vitest/vitest.mjs",
  playwright: "node_modules/@playwright/test/cli.js",
};

/** Runs a program with its output shown; true when it ended well. */
export async function run(file: string, args: string[], env: Record<string, string> = {}): Promise<boolean> {
  const child = spawn(file, args, {
    cwd: projectRoot,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env },
  });
  return new Promise((resolve) => {
    child.on("error", () => resolve(false)).on("exit", (code) => resolve(code === 0));
  });
}

/** Runs one of our tools, with a heading and its time. */
export async function step(title: string, tool: keyof typeof tools, args: string[], env?: Record<string, string>) {
  const started = performance.now();
  console.log(`\n── ${title}`);
  const good = await run(process.execPath, [tools[tool], ...args], env);
  console.log(`── ${title}: ${good ? "good" : "FAILED"} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return good;
}

/** Types and lint; the import table is part of the lint. True when both are good. */
export async function checkSources(): Promise<boolean> {
  const types =
    (await step("route types", "next", ["typegen"])) && (await step("types", "tsc", ["--noEmit", "-p", "."]));
  const lint = await step("lint and import direction", "biome", ["check", "."]);
  return types && lint;
}
