/** How long an account or a workspace can still be kept. */
export const GRACE_DAYS = 14;

export const graceEnd = (at: string): string =>
  new Date(Date.parse(at) + GRACE_DAYS * 24 * 60 * 60 * 1000).toISOString();
