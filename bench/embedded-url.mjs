import { findEmbeddedUrl } from "../lib/server/embedded-postgres.ts";
import { loadSecrets } from "../lib/server/secrets.ts";

/** Address of the embedded PostgreSQL that runs on a data folder, for several processes to share. */
export async function embeddedUrl(home) {
  const { databasePassword } = await loadSecrets(home);
  return findEmbeddedUrl(home, databasePassword);
}
