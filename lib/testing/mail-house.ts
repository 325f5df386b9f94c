import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerDataStream } from "smtp-server";

export interface ReceivedMail {
  to: string[];
  subject: string;
  messageId: string;
  /** The text, decoded. */
  text: string;
}

/** A real SMTP server of its own; what it receives is kept. `refuse` answers the next letters with that code. */
export async function createMailHouse() {
  const received: ReceivedMail[] = [];
  let refusal: number | null = null;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo(_address, _session, callback) {
      if (refusal === null) return callback();
      callback(Object.assign(new Error("Not here"), { responseCode: refusal }));
    },
    onData(stream, session, callback) {
      void read(stream).then((source) => {
        received.push({ to: session.envelope.rcptTo.map(({ address }) => address), ...parse(source) });
        callback();
      });
    },
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await listen(0);
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    refuse: (code: number | null) => {
      refusal = code;
    },
    /** Mails to this address so far. */
    to: (address: string) => received.filter((mail) => mail.to.includes(address)),
    close: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}

export type MailHouse = Awaited<ReturnType<typeof createMailHouse>>;

async function read(stream: SMTPServerDataStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function parse(source: string): Omit<ReceivedMail, "to"> {
  const end = source.indexOf("\r\n\r\n");
  const head = source.slice(0, end).replace(/\r\n[ \t]+/g, " ");
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1] ?? "";
  const body = source.slice(end + 4);
  const encoding = header("Content-Transfer-Encoding").toLowerCase();
  return { subject: words(header("Subject")), messageId: header("Message-ID"), text: decode(body, encoding).trim() };
}

function decode(body: string, encoding: string): string {
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  if (encoding !== "quoted-printable") return body;
  const bytes = body
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** Encoded words of a header (RFC 2047). */
const words = (text: string): string =>
  text.replace(/=\?utf-8\?([bq])\?([^?]*)\?=\s*/gi, (_, kind: string, value: string) =>
    kind.toLowerCase() === "b"
      ? Buffer.from(value, "base64").toString("utf8")
      : decode(value.replace(/_/g, " "), "quoted-printable"),
  );
