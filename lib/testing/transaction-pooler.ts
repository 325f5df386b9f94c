import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import pg from "pg";

/** Messages of PostgreSQL's protocol that a pooler must know by their type. */
const [QUERY, READY, NOTIFICATION, TERMINATE] = ["Q", "Z", "A", "X"];
const SIGNED_IN = Buffer.from([..."R\0\0\0\b\0\0\0\0Z\0\0\0\x05I"].map((char) => char.charCodeAt(0)));

/**
 * What a pooler in transaction mode does, as little as it takes: its clients share few backends, each of them for one
 * simple query, dealt in turn, and notifications reach nobody.
 */
export async function startTransactionPooler(databaseUrl: string, backends = 1) {
  const all = await Promise.all(Array.from({ length: backends }, () => openBackend(databaseUrl)));
  const free = [...all];
  const waiting: ((backend: Backend) => void)[] = [];
  const borrow = async (): Promise<Backend> => free.shift() ?? new Promise((resolve) => waiting.push(resolve));
  const sockets = new Set<Socket>();

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    let started = false;
    let rest: Buffer = Buffer.alloc(0);
    let work = Promise.resolve();
    socket.on("data", (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      if (!started) {
        rest = rest.subarray(rest.readInt32BE(0));
        started = true;
        socket.write(SIGNED_IN);
      }
      const taken = messagesIn(rest);
      rest = taken.rest;
      for (const { type, bytes: query } of taken.messages)
        if (type === TERMINATE) socket.end();
        else if (type === QUERY)
          work = work.then(async () => {
            const backend = await borrow();
            socket.write(await backend.ask(query));
            const next = waiting.shift();
            if (next) next(backend);
            else free.push(backend);
          });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(databaseUrl);
  url.searchParams.delete("host"); // the folder of a Unix socket
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    async close(): Promise<void> {
      for (const backend of all) backend.close();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Backend {
  /** Sends a query and gives all that is answered, without notifications. */
  ask(query: Buffer): Promise<Buffer>;
  close(): void;
}

/** A connection to the real server: `pg` signs in, then its socket is ours. */
async function openBackend(connectionString: string): Promise<Backend> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.removeAllListeners("data");
  let rest: Buffer = Buffer.alloc(0);
  let answer: Buffer[] = [];
  let answered = (_answer: Buffer): void => {};
  stream.on("data", (bytes: Buffer) => {
    const taken = messagesIn(Buffer.concat([rest, bytes]));
    rest = taken.rest;
    for (const one of taken.messages) {
      if (one.type !== NOTIFICATION) answer.push(one.bytes);
      if (one.type === READY) answered(Buffer.concat(answer));
    }
  });
  client.on("error", () => {});
  return {
    ask(query) {
      answer = [];
      stream.write(query);
      return new Promise((resolve) => {
        answered = resolve;
      });
    },
    close: () => void stream.destroy(),
  };
}

/** Each message is a type, its length and its body. */
function messagesIn(bytes: Buffer): { messages: { type: string; bytes: Buffer }[]; rest: Buffer } {
  const messages = [];
  let at = 0;
  while (bytes.length >= at + 5 && bytes.length >= at + 1 + bytes.readInt32BE(at + 1)) {
    const end = at + 1 + bytes.readInt32BE(at + 1);
    messages.push({ type: String.fromCharCode(bytes[at] ?? 0), bytes: bytes.subarray(at, end) });
    at = end;
  }
  return { messages, rest: bytes.subarray(at) };
}
