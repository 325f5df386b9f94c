import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/** Takes or refuses a WebSocket upgrade. */
export function handleUpgrade(_request: IncomingMessage, socket: Duplex, _head: Buffer): void {
  socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
}

/** Tells every client to come back at once (close code 1001). */
export function closeSockets(): void {}
