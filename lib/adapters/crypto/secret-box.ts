import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { SecretBox, SecretPlace } from "#lib/application/ports/secrets.ts";
import { DomainError } from "#lib/domain/errors.ts";

/**
 * Keys by id, each 32 bytes in base64; `current` seals, every key opens. Both are read at each use, for a rotation
 * changes them; `reload` looks at once whether a key has come that is not among them.
 */
export type Keyring = {
  readonly current: string;
  readonly keys: Readonly<Record<string, string>>;
  reload?(): void;
};

const VERSION = "v1";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM sealing of secrets: `v1.<keyId>.<nonce>.<ciphertext + tag>`, base64url.
 * The place (workspace, row, field) is associated data, so a ciphertext moved to another row does not open.
 * Throws `secret_unreadable` when a text cannot be opened, `configuration_invalid` on a bad keyring.
 */
export function createSecretBox(keyring: Keyring): SecretBox {
  const decoded = new Map<string, Buffer>();
  const keyOf = (id: string): Buffer | undefined => {
    const text = Object.hasOwn(keyring.keys, id) ? keyring.keys[id] : undefined;
    if (text === undefined) return undefined;
    const key = decoded.get(id) ?? decodeKey(id, text);
    decoded.set(id, key);
    return key;
  };
  const currentKey = (): Buffer => {
    const key = keyOf(keyring.current);
    if (key) return key;
    throw new DomainError(
      "configuration_invalid",
      `The keyring has no key "${keyring.current}", which it names as current.`,
    );
  };
  for (const [id, text] of Object.entries(keyring.keys)) decodeKey(id, text);
  currentKey();

  return {
    seal(plaintext, place) {
      const id = keyring.current;
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", currentKey(), nonce);
      cipher.setAAD(associatedData(id, place));
      const data = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return [VERSION, id, nonce.toString("base64url"), data.toString("base64url")].join(".");
    },

    open(sealed, place) {
      const { keyId, nonce, data } = parse(sealed);
      if (!keyOf(keyId)) keyring.reload?.();
      const key = keyOf(keyId);
      if (!key)
        throw unreadable(
          `It was sealed with the key "${keyId}", which this process does not hold. Restore the secrets.json that has it.`,
        );
      const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(associatedData(keyId, place));
      decipher.setAuthTag(data.subarray(-TAG_BYTES));
      try {
        return decipher.update(data.subarray(0, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
      } catch {
        throw unreadable("It was changed or belongs to another record. Enter the secret again.");
      }
    },

    needsRotation: (sealed) => parse(sealed).keyId !== keyring.current,
  };
}

function decodeKey(id: string, text: string): Buffer {
  if (!/^[A-Za-z0-9_-]+$/.test(id))
    throw new DomainError("configuration_invalid", `The key id "${id}" may hold only letters, digits, "-" and "_".`);
  const key = Buffer.from(text, "base64");
  if (key.length !== 32)
    throw new DomainError(
      "configuration_invalid",
      `The encryption key "${id}" must be 32 bytes in base64; it has ${key.length}.`,
    );
  return key;
}

function associatedData(keyId: string, place: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify([VERSION, keyId, place.workspaceId, place.rowId, place.field]), "utf8");
}

function parse(sealed: string): { keyId: string; nonce: Buffer; data: Buffer } {
  const [version, keyId, nonceText, dataText, ...rest] = sealed.split(".");
  const nonce = Buffer.from(nonceText ?? "", "base64url");
  const data = Buffer.from(dataText ?? "", "base64url");
  if (version !== VERSION || !keyId || rest.length > 0 || nonce.length !== NONCE_BYTES || data.length < TAG_BYTES) {
    throw unreadable("It does not have the form of a sealed secret. Enter the secret again.");
  }
  return { keyId, nonce, data };
}

function unreadable(detail: string): DomainError {
  return new DomainError("secret_unreadable", `A stored secret cannot be read. ${detail}`);
}
