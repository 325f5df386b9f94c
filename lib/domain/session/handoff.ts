export interface PacketFile {
  fileId: string;
  name: string;
  mediaType: string;
  size: number;
  /** Of an imported session: the bytes stayed where it came from. What they hashed to, where that is known. */
  absent?: { sha256: string | null };
}

/** What one agent gives the next: everything that is needed to go on without asking again. */
export interface HandoffPacket {
  handoffId: string;
  fromSlug: string;
  toSlug: string;
  toConversationId: string;
  goal: string;
  facts: string[];
  openQuestions: string[];
  files: PacketFile[];
  createdAt: string;
}
