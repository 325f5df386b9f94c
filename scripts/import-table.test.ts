import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "#lib/server/project-root.ts";
import { tools } from "./step.ts";

/** A file of each layer, with imports that the table of lib/README.md allows it and imports that it refuses. */
const table: Record<string, { may: string[]; mayNot: string[] }> = {
  "lib/domain/agent/decide.ts": {
    may: ["#lib/domain/errors.ts", "../errors.ts", "./events.ts"],
    mayNot: ["zod", "node:crypto", "#lib/application/context.ts", "../../application/context.ts"],
  },
  "lib/domain/errors.ts": { may: ["./json.ts"], mayNot: ["../application/context.ts"] },
  "lib/application/sessions/send-message.ts": {
    may: ["#lib/domain/errors.ts", "#lib/application/context.ts", "../authorize.ts"],
    mayNot: ["zod", "pg", "#lib/adapters/postgres/event-store.ts", "#lib/catalog/index.ts"],
  },
  "lib/application/sessions/schema.ts": { may: ["zod"], mayNot: ["pg"] },
  "lib/catalog/agents/guide.ts": {
    may: ["zod", "#lib/application/ports/index.ts", "#lib/domain/errors.ts"],
    mayNot: ["#lib/adapters/models/demo.ts", "ai"],
  },
  "lib/adapters/postgres/event-store.ts": {
    may: ["pg", "#lib/application/ports/index.ts", "#lib/application/context.ts", "#lib/domain/errors.ts"],
    mayNot: ["#lib/application/sessions/send-message.ts", "#lib/server/env.ts", "#components/ui/button.tsx"],
  },
  "lib/protocols/a2a/card.ts": {
    may: ["@a2a-js/sdk", "#lib/application/agents/get-agent.ts"],
    mayNot: ["#lib/adapters/postgres/event-store.ts", "#lib/server/env.ts"],
  },
  "lib/server/build-container.ts": {
    may: ["#lib/adapters/postgres/event-store.ts", "#lib/application/context.ts", "#lib/catalog/index.ts"],
    mayNot: ["#components/ui/button.tsx", "#lib/testing/server.ts"],
  },
  "components/ui/button.tsx": {
    may: ["react", "./icon.tsx"],
    mayNot: ["#components/chat/thread.tsx", "#lib/domain/json.ts"],
  },
  "components/chat/thread.tsx": {
    may: ["#components/ui/button.tsx", "#lib/domain/session/reduce.ts", "#lib/application/sessions/schema.ts"],
    mayNot: ["#lib/server/container.ts", "#lib/application/sessions/send-message.ts", "#lib/adapters/memory/store.ts"],
  },
  "components/chat/actions.ts": {
    may: ["#lib/server/container.ts", "#lib/application/sessions/send-message.ts"],
    mayNot: ["#lib/adapters/postgres/event-store.ts"],
  },
  "app/page.tsx": {
    may: ["#components/chat/thread.tsx", "#lib/server/container.ts", "#lib/application/sessions/list.ts"],
    mayNot: ["#lib/adapters/postgres/event-store.ts"],
  },
};

test("the linter refuses every import that the table refuses, and no other", () => {
  const project = mkdtempSync(join(tmpdir(), "throughline-lint-"));
  try {
    cpSync(join(projectRoot, "biome.json"), join(project, "biome.json"));
    for (const [file, { may, mayNot }] of Object.entries(table)) {
      mkdirSync(join(project, dirname(file)), { recursive: true });
      writeFileSync(join(project, file), [...mayNot, ...may].map((module) => `import "${module}";\n`).join(""));
    }
    const { stdout } = spawnSync(
      process.execPath,
      [
        join(projectRoot, tools.biome),
        "lint",
        "--vcs-enabled=false",
        "--max-diagnostics=none",
        "--reporter=github",
        ".",
      ],
      { cwd: project, encoding: "utf8" },
    );
    const refused = [...stdout.matchAll(/title=lint\/style\/noRestrictedImports,file=([^,]+),line=(\d+)/g)];
    const expected = Object.entries(table).flatMap(([file, { mayNot }]) =>
      mayNot.map((_, line) => `${file}:${line + 1}`),
    );
    expect(refused.map(([, file = "", line]) => `${relative(project, file)}:${line}`).sort()).toEqual(expected.sort());
  } finally {
    rmSync(project, { recursive: true });
  }
});
