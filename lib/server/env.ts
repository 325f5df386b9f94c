import { isAbsolute, join } from "node:path";
import { z } from "zod";
import { DOMAIN_PATTERN } from "#lib/domain/workspace/sign-up-domains.ts";
import { isNetwork, LOOPBACK } from "#lib/server/client-address.ts";
import { projectRoot } from "#lib/server/project-root.ts";
import { StartError } from "#lib/server/start-error.ts";

const integer = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .refine((value) => value >= from && value <= to);

const quota = integer(1, 1_000_000);

const url = (protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol));

const list = z.string().transform((value) => value.split(/[\s,]+/).filter((item) => item !== ""));

const flag = {
  schema: z
    .enum(["0", "1"])
    .default("0")
    .transform((value) => value === "1"),
  expected: "1 or 0",
};

/** One row per variable: how it is read and what a person is told when the value does not fit. */
const variables = {
  PORT: { schema: integer(0, 65535).optional(), expected: "a port from 0 to 65535" },
  HOST: { schema: z.string().default("127.0.0.1"), expected: "an address to listen on" },
  THROUGHLINE_HOME: { schema: z.string().default(".throughline"), expected: "a folder" },
  DATABASE_URL: {
    schema: url(["postgres:", "postgresql:"]).optional(),
    expected: "a PostgreSQL address such as postgresql://user:password@host:5432/name",
  },
  // Each connection plans each statement for itself, five times before it keeps the plan: fewer of them do more.
  DATABASE_POOL: { schema: integer(2, 1000).default(10), expected: "a number of connections from 2 to 1000" },
  THROUGHLINE_ROLE: { schema: z.enum(["all", "web", "worker"]).default("all"), expected: "all, web or worker" },
  SHUTDOWN_GRACE: { schema: integer(0, 3_600).default(8), expected: "a number of seconds from 0 to 3600" },
  SIGN_IN_ATTEMPTS: { schema: integer(1, 1_000_000).default(10), expected: "a number of failed sign-ins" },
  REDIS_URL: {
    schema: url(["redis:", "rediss:"]).optional(),
    expected: "a Redis address such as redis://user:password@host:6379",
  },
  RATE_CALLS_PER_KEY: { schema: quota.default(600), expected: "a number of calls a minute" },
  RATE_CALLS_PER_KEY_OWNER: { schema: quota.default(3_000), expected: "a number of calls a minute" },
  RATE_CALLS_PER_USER: { schema: quota.default(1_200), expected: "a number of calls a minute" },
  RATE_CALLS_PER_ADDRESS: { schema: quota.default(300), expected: "a number of calls a minute" },
  RATE_MESSAGES_PER_USER: { schema: quota.default(60), expected: "a number of messages a minute" },
  RATE_MESSAGES_PER_SESSION: { schema: quota.default(20), expected: "a number of messages a minute" },
  RATE_IMPORTS_PER_USER: { schema: quota.default(200), expected: "a number of sessions a day" },
  RATE_LETTERS_PER_USER: { schema: quota.default(100), expected: "a number of letters a day" },
  RATE_LETTERS_PER_WORKSPACE: { schema: quota.default(100), expected: "a number of letters a day" },
  RATE_LETTERS_PER_RECIPIENT: { schema: quota.default(3), expected: "a number of letters a day" },
  RATE_LETTERS_PER_ADDRESS: { schema: quota.default(100), expected: "a number of letters a day" },
  RATE_LETTERS_PER_MAILBOX: { schema: quota.default(20), expected: "a number of letters a day" },
  RATE_LETTERS_PER_DOMAIN: { schema: quota.default(500), expected: "a number of letters a day" },
  MODEL_FIRST_TOKEN_SECONDS: { schema: integer(1, 86_400).default(180), expected: "a number of seconds" },
  MODEL_NEXT_TOKEN_SECONDS: { schema: integer(1, 86_400).default(60), expected: "a number of seconds" },
  MODEL_ANSWER_SECONDS: { schema: integer(1, 86_400).default(1_800), expected: "a number of seconds" },
  TRUSTED_PROXIES: {
    schema: list.refine((entries) => entries.every(isNetwork)).default([...LOOPBACK]),
    expected: "addresses or networks of your reverse proxies, such as 10.0.0.5,172.18.0.0/16",
  },
  PUBLIC_URL: {
    schema: url(["http:", "https:"])
      .transform((value) => value.replace(/\/+$/, ""))
      .optional(),
    expected: "the address that people open, such as https://throughline.example.com",
  },
  SMTP_URL: {
    schema: url(["smtp:", "smtps:"]).optional(),
    expected: "a mail server such as smtp://user:password@mail.example.com:587",
  },
  MAIL_FROM: {
    schema: z
      .string()
      .regex(/^([^<>\r\n]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/)
      .optional(),
    expected: "a sender such as Throughline <throughline@example.com>",
  },
  OIDC_ISSUER: {
    schema: url(["http:", "https:"]).optional(),
    expected: "the issuer of an OpenID Connect provider such as https://login.example.com",
  },
  OIDC_CLIENT_ID: { schema: z.string().optional(), expected: "the id that the provider knows Throughline by" },
  OIDC_CLIENT_SECRET: { schema: z.string().optional(), expected: "the secret that goes with it" },
  OIDC_NAME: { schema: z.string().max(60).default("single sign-on"), expected: "a name of at most 60 characters" },
  OIDC_TRUSTS_EMAIL: flag,
  SIGN_UP_DOMAINS: {
    schema: list
      .transform((all) => all.map((one) => one.toLowerCase()))
      .refine((all) => all.every((one) => DOMAIN_PATTERN.test(one)))
      .default([]),
    expected: "mail domains such as example.com or *.example.com, separated by commas",
  },
  OUTBOUND_ALLOW: { schema: list.default([]), expected: "hosts or networks, separated by commas" },
  THROUGHLINE_TEST_AGENT: flag,
  METRICS_TOKEN: { schema: z.string().min(16).optional(), expected: "a secret of at least 16 characters" },
  LOG_LEVEL: {
    schema: z.enum(["debug", "info", "warn", "error", "silent"]).default("warn"),
    expected: "debug, info, warn, error or silent",
  },
} as const;

type Parsed = { [Name in keyof typeof variables]: z.output<(typeof variables)[Name]["schema"]> };

/** The environment, parsed once at start. `PORT` is undefined when it was not set: then the next free one serves. */
export type Env = Readonly<Parsed>;

/** Addresses hold passwords: a complaint names the variable, never such a value, nor a secret. */
const quotable = (name: string) => !/_(URL|SECRET|TOKEN)$/.test(name);

/**
 * Reads the environment variables that Throughline knows. An empty value counts as not set; a relative
 * THROUGHLINE_HOME is taken from the project's folder.
 *
 * @throws StartError with one sentence that names the variable and what it should be.
 */
export function parseEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const parsed: Record<string, unknown> = {};
  for (const [name, { schema, expected }] of Object.entries(variables)) {
    const value = source[name]?.trim() || undefined;
    const result = schema.safeParse(value);
    if (!result.success) {
      throw new StartError(`${name} must be ${expected}${quotable(name) ? `, not "${value}"` : ""}.`);
    }
    parsed[name] = result.data;
  }
  const env = parsed as Parsed;
  if (env.SMTP_URL && !env.MAIL_FROM)
    throw new StartError("SMTP_URL needs MAIL_FROM, the sender of what is sent by mail.");
  if (env.OIDC_ISSUER && !(env.OIDC_CLIENT_ID && env.OIDC_CLIENT_SECRET))
    throw new StartError("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.");
  return { ...env, THROUGHLINE_HOME: absolute(env.THROUGHLINE_HOME) };
}

function absolute(folder: string): string {
  return isAbsolute(folder) ? folder : join(projectRoot, folder);
}
