import { createTransport } from "nodemailer";

/** What becomes of one letter at the server: `letter` means that it will never be taken, `server` that another time may do. */
export type Sending = { outcome: "sent" } | { outcome: "refused"; by: "letter" | "server"; reason: string };

export interface Post {
  send(letter: { id: string; to: string; subject: string; text: string }): Promise<Sending>;
  close(): void;
}

const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

type SmtpError = { code?: string; responseCode?: number; message?: string };

/** Sends over the operator's SMTP server (`smtp://user:password@host:587`, `smtps://…`), a few connections kept open. */
export function createPost({ url, from }: { url: string; from: string }): Post {
  const transport = createTransport({ url, pool: true, maxConnections: 3, ...TIMEOUTS });
  // Idle connections that the server ends are no fault.
  transport.on("error", () => {});
  return {
    async send({ id, to, subject, text }) {
      try {
        // The letter's own id, so that a reader's program knows one that came twice.
        const messageId = `<${id}@throughline>`;
        const headers = { "Auto-Submitted": "auto-generated" };
        await transport.sendMail({
          from,
          to,
          subject,
          text,
          messageId,
          headers,
          disableFileAccess: true,
          disableUrlAccess: true,
        });
        return { outcome: "sent" };
      } catch (error) {
        return { outcome: "refused", ...whose(error as SmtpError) };
      }
    },
    close: () => transport.close(),
  };
}

function whose({ code, responseCode, message }: SmtpError): { by: "letter" | "server"; reason: string } {
  const forGood = (code === "EENVELOPE" || code === "EMESSAGE") && (responseCode ?? 550) >= 500;
  // A server may quote what it was sent.
  const reason = [code, responseCode, forGood ? message : undefined].filter(Boolean).join(" ").slice(0, 300);
  return { by: forGood ? "letter" : "server", reason: reason || "The mail server failed." };
}
