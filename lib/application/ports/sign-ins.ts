/** A browser that is signed in. */
export interface NewAuthSession {
  id: string;
  userId: string;
  userAgent: string | null;
  at: string;
  expiresAt: string;
}

/** Signing in, and who is signed in where. Secrets come here hashed. Times are ISO 8601. */
export interface SignIns {
  addAuthSession(session: NewAuthSession): Promise<void>;
  revokeAuthSession(authSessionId: string, at: string): Promise<void>;

  /**
   * Notes an attempt to sign in and counts all since `since`, itself included, for its account and for its address.
   * Counted after it is written, so that attempts at the same moment see each other.
   */
  noteSignInAttempt(attempt: {
    account: string;
    address: string;
    at: string;
    since: string;
  }): Promise<{ attemptId: string; ofAccount: number; ofAddress: number }>;
  forgetSignInAttempt(attemptId: string): Promise<void>;
  /** After a success: the account starts from zero. */
  forgetSignInAttempts(account: string): Promise<void>;
}
