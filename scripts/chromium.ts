import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";
import { run, tools } from "./step.ts";

const usual = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** A Chromium that is here already: from CHROMIUM, the usual paths, or an earlier download of Playwright's. */
export function findChromium(): string | undefined {
  return [process.env.CHROMIUM ?? "", ...usual, chromium.executablePath()].find(
    (path) => path !== "" && existsSync(path),
  );
}

/** Finds Chromium or installs it: Debian's package for root, else Playwright's own download. Says what it did. */
export async function provideChromium(): Promise<string | undefined> {
  const found = findChromium();
  if (found) {
    console.log(`Chromium: ${found}`);
    return found;
  }
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log("Chromium: none here, installing Debian's package …");
    const quiet = { DEBIAN_FRONTEND: "noninteractive" };
    const install = ["install", "-y", "-qq", "--no-install-recommends", "chromium"];
    const installed = (await run("apt-get", ["update", "-qq"], quiet)) && (await run("apt-get", install, quiet));
    const debian = installed && findChromium();
    if (debian) return debian;
  }
  console.log("Chromium: downloading Playwright's own …");
  await run(process.execPath, [tools.playwright, "install", "chromium"]);
  const downloaded = findChromium();
  if (!downloaded) console.error("No Chromium: install one, or name it in CHROMIUM; the browser tests cannot run.");
  return downloaded;
}
