import { DomainError } from "#lib/domain/errors.ts";

/** How long an account or a workspace can still be kept. */
export const GRACE_DAYS = 14;

export const graceEnd = (at: string): string =>
  new Date(Date.parse(at) + GRACE_DAYS * 24 * 60 * 60 * 1000).toISOString();

/** What has had its time is being deleted, step by step: there is no way back to all of it. */
export const underWay = (what: "account" | "workspace") =>
  new DomainError("deletion_under_way", `The time in which this ${what} could be kept is over: it is being deleted.`);
