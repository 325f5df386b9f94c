import { backOff } from "#components/live/back-off.ts";
import type { Line, LiveEnvironment } from "#components/live/lines.ts";

/** A stream of server-sent events that is opened again whenever it is lost. */
export interface WantedStream {
  /** Where it begins now. */
  path(): string;
  names: readonly string[];
  onText(name: string, data: string): void;
  onOpen?(): void;
}

export interface EventStreams {
  open(key: string, stream: WantedStream): void;
  has(key: string): boolean;
  close(key: string): void;
  closeAll(): void;
}

/** Server-sent events of a tab that has no socket. */
export function createEventStreams(
  env: Pick<LiveEnvironment, "openEvents" | "after" | "random">,
  { onOpen, onLost }: { onOpen(): void; onLost(): void },
): EventStreams {
  const lines = new Map<string, { line: Line | null; forget(): void }>();

  function open(key: string, stream: WantedStream, tries = 0): void {
    let failures = tries;
    const mine: { line: Line | null; forget(): void } = { line: null, forget: () => {} };
    lines.set(key, mine);
    mine.line = env.openEvents(stream.path(), stream.names, {
      onOpen() {
        failures = 0;
        onOpen();
        stream.onOpen?.();
      },
      onText: (name, data) => lines.get(key) === mine && stream.onText(name, data),
      onClose() {
        if (lines.get(key) !== mine || !mine.line) return;
        mine.line.close();
        mine.line = null;
        onLost();
        mine.forget = env.after(backOff(failures, env.random), () => open(key, stream, failures + 1));
      },
    });
  }
  function close(key: string): void {
    const known = lines.get(key);
    lines.delete(key);
    known?.forget();
    known?.line?.close();
  }

  return {
    open: (key, stream) => lines.has(key) || open(key, stream),
    has: (key) => lines.has(key),
    close,
    closeAll: () => {
      for (const key of [...lines.keys()]) close(key);
    },
  };
}
