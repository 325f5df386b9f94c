import pg from "pg";

const MAX_STATEMENTS = 100;
const MAX_SEEN = 1_000;

/**
 * A pool for the engine, which sends its statements as plain texts: whatever comes a second time gets a name, so that
 * PostgreSQL parses and plans it once per connection. Its migrations come once.
 */
export function createPreparedPool(options: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(options);
  const names = new Map<string, string>();
  const seen = new Set<string>();

  const nameOf = (text: string): string | undefined => {
    const known = names.get(text);
    if (known || names.size >= MAX_STATEMENTS) return known;
    if (!seen.has(text)) {
      if (seen.size < MAX_SEEN) seen.add(text);
      return undefined;
    }
    const name = `engine_${names.size + 1}`;
    names.set(text, name);
    return name;
  };

  pool.on("connect", (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    const prepared = (...args: unknown[]): unknown => {
      const [text, values] = args;
      const name = args.length === 2 && typeof text === "string" && Array.isArray(values) ? nameOf(text) : undefined;
      return name ? query({ name, text, values }) : query(...args);
    };
    client.query = prepared as typeof client.query;
  });
  return pool;
}
