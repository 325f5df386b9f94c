import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { link, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { codeOf, messageOf, StartError } from "#lib/server/start-error.ts";

const key = z.string().refine((value) => Buffer.from(value, "base64").length === 32);

const schema = z.strictObject({
  /** Signs sign-in cookies (next-auth's secret). */
  authSecret: z.string().min(32),
  /** Encrypts stored credentials: 32 random bytes each, base64, by key id. Old keys stay until `rotate-keys` is done. */
  keyring: z
    .strictObject({ current: z.string().min(1), keys: z.record(z.string().min(1), key) })
    .refine(({ current, keys }) => Object.hasOwn(keys, current)),
  /** Password of the embedded PostgreSQL. */
  databasePassword: z.string().min(16),
});

export type Secrets = z.output<typeof schema>;
export type Keyring = Secrets["keyring"];

/** The file that holds an installation's secrets: whoever backs up the database needs it too. */
export const secretsFile = (home: string): string => join(home, "secrets.json");

/**
 * Reads the installation's secrets, making them at the first start (mode 0600). Two processes that start at once on a
 * shared folder end up with the same ones.
 *
 * @throws StartError when the file cannot be read or is not whole.
 */
export async function loadSecrets(home: string): Promise<Secrets> {
  return (await findSecrets(home)) ?? makeSecrets(home);
}

/**
 * The same for an installation that has begun.
 *
 * @throws StartError also when the file is not there.
 */
export async function readSecrets(home: string): Promise<Secrets> {
  const secrets = await findSecrets(home);
  if (secrets) return secrets;
  throw new StartError(`${secretsFile(home)} is gone: restore it from a backup.`);
}

async function findSecrets(home: string): Promise<Secrets | undefined> {
  const file = secretsFile(home);
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new StartError(`The secrets in ${file} cannot be read (${messageOf(error)}).`);
  });
  return text === undefined ? undefined : parseSecrets(text, file);
}

/** The same at once, for a process that needs a key this very moment; null when the file is not there or not whole. */
export function readKeyring(home: string): Keyring | null {
  try {
    return parseSecrets(readFileSync(secretsFile(home), "utf8"), secretsFile(home)).keyring;
  } catch {
    return null;
  }
}

/**
 * Puts another keyring into the file: whoever reads it sees the old one or the new one, whole, also after a power cut.
 *
 * @throws StartError when the file cannot be written.
 */
export async function replaceKeyring(home: string, keyring: Keyring): Promise<void> {
  const file = secretsFile(home);
  const secrets = await readSecrets(home);
  try {
    const fresh = await writeAside(home, { ...secrets, keyring });
    await rename(fresh, file).catch(async (error: unknown) => {
      await rm(fresh);
      throw error;
    });
    const folder = await open(dirname(file), "r");
    await folder.sync().finally(() => folder.close());
  } catch (error) {
    throw new StartError(`The secrets in ${file} cannot be written (${messageOf(error)}).`);
  }
}

/** A new key for the keyring: `id` sorts by time of making. */
export function newKey(now: Date): { id: string; key: string } {
  return { id: `k${now.getTime().toString(36)}`, key: randomBytes(32).toString("base64") };
}

async function makeSecrets(home: string): Promise<Secrets> {
  const { id, key } = newKey(new Date());
  const secrets: Secrets = {
    authSecret: randomBytes(32).toString("base64url"),
    keyring: { current: id, keys: { [id]: key } },
    databasePassword: randomBytes(24).toString("base64url"),
  };
  const fresh = await writeAside(home, secrets);
  try {
    await link(fresh, secretsFile(home)); // unlike rename, link refuses when another process was faster
    return secrets;
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    return await loadSecrets(home);
  } finally {
    await rm(fresh);
  }
}

async function writeAside(home: string, secrets: Secrets): Promise<string> {
  const aside = `${secretsFile(home)}.${randomBytes(6).toString("hex")}`;
  const file = await open(aside, "wx", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(secrets, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return aside;
}

function parseSecrets(text: string, file: string): Secrets {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new StartError(`The secrets in ${file} are damaged: restore the file from a backup.`);
}
