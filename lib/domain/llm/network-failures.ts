import type { ErrorCode } from "#lib/domain/errors.ts";

/**
 * What may help after a failure: the same model again, the same with a shorter conversation, another one. Nothing helps
 * where the content itself was refused.
 */
export type Remedy = "again" | "shorten" | "another" | "nothing";

type Row = [pattern: RegExp, message: string, remedy: Remedy, code?: ErrorCode];

const TRUST = "or have the operator trust it with the setting NODE_EXTRA_CA_CERTS";

/**
 * Why a server was not reached, by the system's code and words, in words that say what to do; "{cause}" is the code.
 * The first that fits decides. Codes: https://nodejs.org/api/errors.html#common-system-errors and OpenSSL's X509_V_ERR_*.
 */
export const NETWORK_FAILURES: readonly Row[] = [
  [
    /^ETIMEDOUT .*cannot be reached/,
    "The model's server does not take connections: nothing came back within the time. Check host and port of the base URL in Settings → Models, and whether a firewall is between.",
    "again",
    "model_timeout",
  ],
  [/^ETIMEDOUT/, "The model did not answer in time. Try again.", "again", "model_timeout"],
  [
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN)/,
    `The model's server shows a certificate that it has signed itself ({cause}). Give it one of a known authority, ${TRUST}.`,
    "another",
  ],
  [
    /^CERT_HAS_EXPIRED/,
    "The certificate of the model's server has expired ({cause}). Whoever runs the server has to renew it.",
    "another",
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID/,
    "The certificate of the model's server is for another host ({cause}). Check the host of the base URL in Settings → Models.",
    "another",
  ],
  [
    /^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT)/,
    `Nobody known vouches for the certificate of the model's server ({cause}). It has to send the certificates between, too, ${TRUST}.`,
    "another",
  ],
  [
    /^(EPROTO|ERR_SSL_|HPE_)/,
    "The model's server speaks another protocol than the base URL says ({cause}). Try http:// instead of https:// in Settings → Models, or the other way round.",
    "another",
  ],
  [
    /^(ERR_TLS_|CERT_|UNABLE_TO_)/,
    "The model's server shows a certificate that is not trusted ({cause}). Check the base URL in Settings → Models.",
    "another",
  ],
  [
    /^ENOTFOUND/,
    "There is no host of this name ({cause}). Check the base URL in Settings → Models for a typing mistake.",
    "again",
  ],
  [
    /^ECONNREFUSED/,
    "Nothing listens at this address ({cause}). Check host and port of the base URL in Settings → Models, and whether the server runs.",
    "again",
  ],
  [
    /^E\w+/,
    "The model's server cannot be reached ({cause}). Check the base URL in Settings → Models, or try again.",
    "again",
  ],
];
