import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseEnv } from "#lib/server/env.ts";
import { projectRoot } from "#lib/server/project-root.ts";

describe("environment", () => {
  test("an empty environment gives the documented defaults", () => {
    expect(parseEnv({})).toEqual({
      PORT: undefined,
      HOST: "127.0.0.1",
      THROUGHLINE_HOME: join(projectRoot, ".throughline"),
      DATABASE_URL: undefined,
      DATABASE_POOL: 10,
      THROUGHLINE_ROLE: "all",
      SHUTDOWN_GRACE: 8,
      SIGN_IN_ATTEMPTS: 10,
      REDIS_URL: undefined,
      RATE_CALLS_PER_KEY: 600,
      RATE_CALLS_PER_KEY_OWNER: 3000,
      RATE_CALLS_PER_USER: 1200,
      RATE_CALLS_PER_ADDRESS: 300,
      RATE_MESSAGES_PER_USER: 60,
      RATE_MESSAGES_PER_SESSION: 20,
      RATE_IMPORTS_PER_USER: 200,
      RATE_LETTERS_PER_USER: 100,
      RATE_LETTERS_PER_WORKSPACE: 100,
      RATE_LETTERS_PER_RECIPIENT: 3,
      RATE_LETTERS_PER_ADDRESS: 100,
      RATE_LETTERS_PER_MAILBOX: 20,
      RATE_LETTERS_PER_DOMAIN: 500,
      MODEL_FIRST_TOKEN_SECONDS: 180,
      MODEL_NEXT_TOKEN_SECONDS: 60,
      MODEL_ANSWER_SECONDS: 1800,
      TRUSTED_PROXIES: ["127.0.0.0/8", "::1"],
      PUBLIC_URL: undefined,
      SMTP_URL: undefined,
      MAIL_FROM: undefined,
      SIGN_UP_DOMAINS: [],
      OUTBOUND_ALLOW: [],
      THROUGHLINE_TEST_AGENT: false,
      METRICS_TOKEN: undefined,
      LOG_LEVEL: "warn",
      OIDC_ISSUER: undefined,
      OIDC_CLIENT_ID: undefined,
      OIDC_CLIENT_SECRET: undefined,
      OIDC_NAME: "single sign-on",
      OIDC_TRUSTS_EMAIL: false,
    });
  });

  test("values are read as what they are", () => {
    const env = parseEnv({
      PORT: "8080",
      OUTBOUND_ALLOW: "localhost, 10.0.0.0/8",
      THROUGHLINE_TEST_AGENT: "1",
      SIGN_UP_DOMAINS: "Example.com,*.example.org",
    });
    expect(env).toMatchObject({
      PORT: 8080,
      OUTBOUND_ALLOW: ["localhost", "10.0.0.0/8"],
      SIGN_UP_DOMAINS: ["example.com", "*.example.org"],
      THROUGHLINE_TEST_AGENT: true,
    });
  });

  test.each([
    ["PORT", "http", 'PORT must be a port from 0 to 65535, not "http".'],
    ["PORT", "70000", 'PORT must be a port from 0 to 65535, not "70000".'],
    [
      "TRUSTED_PROXIES",
      "10.0.0.0/8,proxy",
      'TRUSTED_PROXIES must be addresses or networks of your reverse proxies, such as 10.0.0.5,172.18.0.0/16, not "10.0.0.0/8,proxy".',
    ],
    [
      "SIGN_UP_DOMAINS",
      "*.com",
      'SIGN_UP_DOMAINS must be mail domains such as example.com or *.example.com, separated by commas, not "*.com".',
    ],
    ["THROUGHLINE_ROLE", "boss", 'THROUGHLINE_ROLE must be all, web or worker, not "boss".'],
  ])("%s=%s is refused in one sentence", (name, value, sentence) => {
    expect(() => parseEnv({ [name]: value })).toThrow(sentence);
  });

  test("a mail server without a sender is refused, and a sender is an address with or without a name", () => {
    const SMTP_URL = "smtp://me:hunter2@mail.example.com";
    expect(() => parseEnv({ SMTP_URL })).toThrow("SMTP_URL needs MAIL_FROM, the sender of what is sent by mail.");
    for (const MAIL_FROM of ["Throughline <t@example.com>", "t@example.com"])
      expect(parseEnv({ SMTP_URL, MAIL_FROM }).MAIL_FROM).toBe(MAIL_FROM);
    for (const MAIL_FROM of ["Throughline", "a@b <c@d", "a@b\nBcc: c@d"])
      expect(() => parseEnv({ SMTP_URL, MAIL_FROM })).toThrow("MAIL_FROM must be a sender such as");
  });

  test("a provider to sign in with needs an id and a secret", () => {
    const OIDC_ISSUER = "https://login.example.com";
    const sentence = "OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.";
    expect(() => parseEnv({ OIDC_ISSUER })).toThrow(sentence);
    expect(() => parseEnv({ OIDC_ISSUER, OIDC_CLIENT_ID: "throughline" })).toThrow(sentence);
    expect(() => parseEnv({ OIDC_ISSUER: "login.example.com" })).toThrow("OIDC_ISSUER must be the issuer of");
  });

  test("a bad address is refused without repeating its password", () => {
    expect(() => parseEnv({ DATABASE_URL: "mysql://me:hunter2@host/db" })).toThrow(
      /^DATABASE_URL must be a PostgreSQL address such as postgresql:\/\/user:password@host:5432\/name\.$/,
    );
  });
});
