import { Secret, TOTP } from "otpauth";
import type { Codes } from "#lib/application/ports/sign-ins.ts";

const PERIOD_SECONDS = 30;

const totp = (secret: string, label = "") =>
  new TOTP({ issuer: "Throughline", label, secret: Secret.fromBase32(secret), period: PERIOD_SECONDS });

/** Six digits every 30 seconds with SHA-1: what every authenticator app understands. */
export const codes: Codes = {
  newSecret: () => new Secret({ size: 20 }).base32,
  uri: (secret, account) => totp(secret, account).toString(),
  stepOf(secret, code, at) {
    const timestamp = Date.parse(at);
    const delta = totp(secret).validate({ token: code, timestamp, window: 1 });
    return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD_SECONDS) + delta;
  },
  newRecoveryCode: () => new Secret({ size: 10 }).base32.toLowerCase().match(/.{4}/g)?.join("-") ?? "",
};
