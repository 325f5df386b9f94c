// Starts the embedded PostgreSQL of THROUGHLINE_HOME and leaves it running; the launcher adopts it.
import { openDataFolder } from "../lib/server/data-folder.ts";
import { startEmbeddedPostgres } from "../lib/server/embedded-postgres.ts";
import { loadSecrets } from "../lib/server/secrets.ts";

const home = process.env.THROUGHLINE_HOME;
await openDataFolder(home);
const { databasePassword } = await loadSecrets(home);
await startEmbeddedPostgres({ home, password: databasePassword });
process.exit(0);
