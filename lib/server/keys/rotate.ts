import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { createSecretBox } from "#lib/adapters/crypto/secret-box.ts";
import { readCurrentKey } from "#lib/adapters/postgres/encryption-keys.ts";
import {
  countOthers,
  endRotation,
  findOpenRotation,
  findStrangers,
  forgetUnusedKeys,
  noteProgress,
  noteResumption,
  type OpenRotation,
  offerKey,
  promoteKey,
  readRotationStatus,
  whileRotating,
} from "#lib/adapters/postgres/key-rotations.ts";
import { reseal, type Unreadable } from "#lib/adapters/postgres/sealed-columns.ts";
import type { AuditEntry } from "#lib/application/ports/audit.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { olderFile } from "#lib/server/keys/keyring.ts";
import { type Keyring, newKey, readSecrets, replaceKeyring } from "#lib/server/secrets.ts";
import { isStartError } from "#lib/server/start-error.ts";

export interface Rotating {
  home: string;
  pool: pg.Pool;
  /** Tells every process that the keyring has changed. */
  announce(): void;
  signal: AbortSignal;
  /** Who begins or goes on, as it will stand in the log; null where there is no workspace yet. */
  audit: AuditEntry | null;
  /** It has begun, and this is the only one. */
  onStart?(): void;
}

const LOOK_MS = 200;
const PASSES = 10;

/**
 * Changes the encryption key beside running servers, or goes on with a change that was broken off. Every step can be
 * done twice: what has been done is read from the database and the file. Errors: `rotation_under_way`, StartError.
 */
export async function rotateKeys(parts: Rotating): Promise<void> {
  const had = await whileRotating(parts.pool, async (lost) => {
    await rotate({ ...parts, signal: AbortSignal.any([parts.signal, lost]) });
  });
  if (!had)
    throw new DomainError(
      "rotation_under_way",
      "The encryption key is being changed already. Wait until that has ended.",
    );
}

async function rotate(parts: Rotating): Promise<void> {
  const { pool, home } = parts;
  const rotation = await offer(parts);
  parts.onStart?.();
  const note = (progress: Parameters<typeof noteProgress>[2]) => noteProgress(pool, rotation.id, progress);

  await everyoneKnows(parts, rotation, false);
  await promoteKey(pool, rotation.newKey);
  await changeFile(home, (keyring) => ({ ...keyring, current: rotation.newKey }));
  await note({ phase: "sealing" });
  await everyoneKnows(parts, rotation, true);

  await sealAnew(parts, rotation);
  await note({ phase: "retiring" });
  const left = new Set((await readRotationStatus(pool)).keys.map(({ id }) => id));
  await changeFile(home, ({ current, keys }) => ({
    current,
    keys: Object.fromEntries(Object.entries(keys).filter(([id]) => left.has(id))),
  })).catch((error: unknown) => {
    // What a file holds too much is its operator's to take away where we may not write; the command says so.
    if (!isStartError(error)) throw error;
  });
  parts.announce();
  await endRotation(pool, rotation.id, new Date().toISOString());
}

/** The new key is in the file and on offer in the database. */
async function offer({ pool, home, audit }: Rotating): Promise<OpenRotation> {
  const { keyring } = await readSecrets(home);
  const current = await readCurrentKey(pool);
  if (current !== undefined && !Object.hasOwn(keyring.keys, current)) throw olderFile(home, current);
  const open = await findOpenRotation(pool);
  const entry = (id: string, newKey: string) =>
    audit && { ...audit, targetId: id, before: { key: current ?? null }, after: { key: newKey } };
  if (open && Object.hasOwn(keyring.keys, open.newKey)) {
    await noteResumption(pool, entry(open.id, open.newKey));
    return open;
  }

  const known = new Set((await readRotationStatus(pool)).keys.map(({ id }) => id));
  // A file that its operator alone may write already names the new key as the current one.
  const byHand = !known.has(keyring.current) && keyring.current !== current;
  const made = newKey(new Date());
  const rotation = { id: randomUUID(), newKey: byHand ? keyring.current : made.id };
  const actor = audit?.actor ?? "system:cli";
  await offerKey(pool, {
    ...{ ...rotation, actor, at: new Date().toISOString() },
    audit: entry(rotation.id, rotation.newKey),
  });
  if (!byHand) await changeFile(home, (ring) => ({ ...ring, keys: { ...ring.keys, [made.id]: made.key } }));
  return rotation;
}

/** Waits until every living process holds the new key, or (`seals`) seals with it. */
async function everyoneKnows({ pool, announce, signal }: Rotating, { id, newKey }: OpenRotation, seals: boolean) {
  announce();
  let shown = "";
  for (;;) {
    signal.throwIfAborted();
    const strangers = await findStrangers(pool, newKey, seals);
    if (String(strangers) !== shown) await noteProgress(pool, id, { waitingFor: strangers });
    shown = String(strangers);
    if (strangers.length === 0) return;
    await delay(LOOK_MS, undefined, { signal });
    announce();
  }
}

/** Seals everything anew, in as many passes as it takes until nothing readable is sealed with another key. */
async function sealAnew({ home, pool, signal }: Rotating, { id, newKey }: OpenRotation) {
  const { keyring } = await readSecrets(home);
  const box = createSecretBox({ current: newKey, keys: keyring.keys });
  const total = await countOthers(pool, newKey);
  let done = 0;
  for (let pass = 0; pass < PASSES; pass++) {
    const unreadable: Unreadable[] = [];
    await reseal({
      ...{ pool, box, newKey, signal },
      async onBatch(resealed, failed) {
        done += resealed;
        unreadable.push(...failed);
        await noteProgress(pool, id, { total: Math.max(total, done), done, unreadable });
      },
    });
    await forgetUnusedKeys(pool);
    if ((await countOthers(pool, newKey)) === unreadable.length) return;
  }
}

/** Writes the file only where that changes it. */
async function changeFile(home: string, change: (keyring: Keyring) => Keyring): Promise<void> {
  const { keyring } = await readSecrets(home);
  const changed = change(keyring);
  if (JSON.stringify(changed) !== JSON.stringify(keyring)) await replaceKeyring(home, changed);
}
