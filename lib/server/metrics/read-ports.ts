import type { Ports } from "#lib/application/ports/index.ts";
import type { Readings } from "./metrics.ts";

const NOBODY = { workspaceId: "", userId: "" };

/** What the metrics read of the ports: of the process as a whole, nobody's in particular. */
export const readPorts = (
  { models, circuits }: Pick<Ports, "models" | "circuits">,
  pool: ReturnType<NonNullable<Readings["database"]>>,
): Readings => ({
  database: () => pool,
  resolver: () => models.stats(NOBODY),
  circuits: () => ({
    model: models.openCircuits(),
    service: circuits.list().filter(({ state }) => state === "open").length,
  }),
});
