import type pg from "pg";
import { createPostman, LETTERS, type Postman } from "#lib/adapters/mail/postman.ts";
import { createLetterQueue } from "#lib/adapters/postgres/letters.ts";
import { letterPlace } from "#lib/application/mail/write-letter.ts";
import type { ServiceCircuit } from "#lib/application/ports/circuits.ts";
import type { Invalidations } from "#lib/application/ports/live.ts";
import type { Mail } from "#lib/application/ports/mail.ts";
import type { SecretBox } from "#lib/application/ports/secrets.ts";
import type { Env } from "#lib/server/env.ts";

interface MailOptions {
  env: Pick<Env, "SMTP_URL" | "MAIL_FROM" | "THROUGHLINE_ROLE">;
  publicUrl: string;
  pool: pg.Pool;
  bus: Invalidations;
  secretBox: SecretBox;
  circuit: Pick<ServiceCircuit, "begin">;
  onError(message: string, error: unknown): void;
}

/** The port of mail, and the worker that sends it where there is a server and this process works. */
export async function createMail(options: MailOptions): Promise<{ mail: Mail; postman: Postman | null }> {
  const { env, publicUrl, pool, bus, secretBox, circuit, onError } = options;
  const { SMTP_URL: url, MAIL_FROM: from = "", THROUGHLINE_ROLE: role } = env;
  const mail: Mail = {
    enabled: url !== undefined,
    link: (path) => publicUrl + path,
    announce: () => bus.publish(LETTERS, "waiting"),
  };
  if (!url || role === "web") return { mail, postman: null };
  const { createPost } = await import("#lib/adapters/mail/smtp.ts");
  const postman = createPostman({
    queue: createLetterQueue(pool),
    post: createPost({ url, from }),
    open: (letter) => secretBox.open(letter.bodyCipher, letterPlace(letter)),
    notices: bus,
    circuit,
    random: Math.random,
    onError,
  });
  return { mail, postman };
}
