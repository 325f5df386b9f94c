/** Where a secret lives; a sealed text opens only there. */
export type SecretPlace = { workspaceId: string; rowId: string; field: string };

/** Seals and opens secrets at rest. `open` throws `secret_unreadable`. */
export type SecretBox = {
  seal(plaintext: string, place: SecretPlace): string;
  open(sealed: string, place: SecretPlace): string;
  /** True when the text was sealed with a key that is no longer the current one. */
  needsRotation(sealed: string): boolean;
};
