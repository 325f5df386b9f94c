import type { DBOS } from "@dbos-inc/dbos-sdk";

type Logger = NonNullable<Parameters<typeof DBOS.setConfig>[0]["logger"]>;

/** What the engine tells; only its errors are worth a line of ours. */
export function quietLogger(onError: (message: string, error: unknown) => void): Logger {
  const silent = (): void => {};
  return {
    debug: silent,
    info: silent,
    warn: silent,
    error: (entry: unknown) => onError("The engine reports an error", entry),
  } as unknown as Logger;
}
