import { existsSync } from "node:fs";
import { findRedis } from "#lib/testing/redis.ts";
import { run } from "./step.ts";

/** Finds a Redis for the tests or installs it: Debian's package for root. Says what it did. */
export async function provideRedis(): Promise<string | undefined> {
  const found = findRedis();
  if (found) {
    console.log(`Redis: ${found}`);
    return found;
  }
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log("Redis: none here, installing Debian's package …");
    // The package would start a server of its own; in this run level it does not.
    const quiet = { DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
    const install = ["install", "-y", "-qq", "--no-install-recommends", "redis-server"];
    const installed = (await run("apt-get", ["update", "-qq"], quiet)) && (await run("apt-get", install, quiet));
    const debian = installed && findRedis();
    if (debian) return debian;
  }
  console.error("No Redis: install redis-server, or name it in REDIS_SERVER; the tests of limits in Redis cannot run.");
  return undefined;
}

if (import.meta.main) process.exit((await provideRedis()) ? 0 : 1);
