import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

export interface Balancer {
  origin: string;
  close(): Promise<void>;
}

/**
 * A small round-robin proxy for HTTP and WebSocket upgrades, as people put one in front of several processes: a process
 * that refuses the connection is passed over, an answer that breaks off breaks off for the client too.
 */
export async function startBalancer(origins: () => readonly string[]): Promise<Balancer> {
  /** Nobody but us knows of sockets once they are upgraded. */
  const upgraded = new Set<Socket>();
  const agent = new Agent({ keepAlive: false });
  let turn = 0;
  /** Every process once, the next one first. */
  const next = (): URL[] => {
    const all = origins();
    turn = (turn + 1) % all.length;
    return all.map((_, index) => new URL(all[(turn + index) % all.length] ?? ""));
  };

  function pass(incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse, [to, ...others]: URL[]): void {
    if (!to) return void outgoing.writeHead(502).end();
    const { method, url, headers } = incoming;
    const call = request({ host: to.hostname, port: to.port, method, path: url, headers, agent }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.flushHeaders();
      answer.on("error", () => outgoing.destroy());
      answer.pipe(outgoing);
    });
    const leave = () => call.destroy();
    outgoing.once("close", leave);
    call.on("error", (error: NodeJS.ErrnoException) => {
      outgoing.off("close", leave);
      if (error.code === "ECONNREFUSED") pass(incoming, body, outgoing, others);
      else if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end();
    });
    call.end(body);
  }

  function upgrade(incoming: IncomingMessage, socket: Socket, head: Buffer, [to, ...others]: URL[]): void {
    if (!to) return void socket.end("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n");
    const upstream = connect(Number(to.port), to.hostname, () => {
      const lines = incoming.rawHeaders.flatMap((name, at, all) => (at % 2 ? [] : [`${name}: ${all[at + 1]}`]));
      upstream.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED") upgrade(incoming, socket, head, others);
      else socket.destroy();
    });
    socket.on("close", () => upstream.destroy());
  }

  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk) => chunks.push(chunk));
    incoming.on("end", () => pass(incoming, Buffer.concat(chunks), outgoing, next()));
  });
  server.on("upgrade", (incoming, socket, head) => {
    upgraded.add(socket as Socket);
    socket.on("error", () => socket.destroy()).on("close", () => upgraded.delete(socket as Socket));
    upgrade(incoming, socket as Socket, head, next());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      for (const socket of upgraded) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
