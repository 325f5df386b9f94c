import type pg from "pg";
import { KEYS_TOPIC } from "#lib/adapters/postgres/encryption-keys.ts";
import { findFirstWorkspace, readRotationStatus } from "#lib/adapters/postgres/key-rotations.ts";
import type { KeyRotation } from "#lib/application/ports/key-rotation.ts";
import type { Invalidations } from "#lib/application/ports/live.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { rotateKeys } from "#lib/server/keys/rotate.ts";
import { isStartError } from "#lib/server/start-error.ts";

interface KeyRotationParts {
  home: string;
  pool: pg.Pool;
  bus: Pick<Invalidations, "publish">;
  stopping: AbortSignal;
  onError(message: string, error: unknown): void;
}

/** Rotations that are begun in a running server, and go on after the request. */
export function createKeyRotation({ home, pool, bus, stopping, onError }: KeyRotationParts): KeyRotation {
  return {
    firstWorkspace: () => findFirstWorkspace(pool),
    status: () => readRotationStatus(pool),
    start: (audit) =>
      new Promise<void>((resolve, reject) => {
        let begun = false;
        const onStart = (): void => {
          begun = true;
          resolve();
        };
        const announce = () => bus.publish(KEYS_TOPIC, "");
        rotateKeys({ home, pool, announce, signal: stopping, audit, onStart }).catch((error: unknown) => {
          if (begun) return stopping.aborted || onError("The change of the encryption key was broken off", error);
          reject(isStartError(error) ? new DomainError("unavailable", error.message) : error);
        });
      }),
  };
}
