/** What a browser's WebSocket and EventSource have and a test can stand in for. */
export interface Line {
  close(): void;
  send?(text: string): void;
}
export interface LineEvents {
  onOpen?(): void;
  onText(name: string, data: string): void;
  onClose(code: number): void;
}
export interface LiveEnvironment {
  /** The workspace that the page shows. */
  workspaceId?: string | undefined;
  openSocket(events: LineEvents): Line;
  openEvents(path: string, names: readonly string[], events: LineEvents): Line;
  /** Calls back after so many milliseconds; the answer calls it off. */
  after(ms: number, callback: () => void): () => void;
  random(): number;
  /** The server wants no line of this page, as when its sign-in has ended: find out by loading the page anew. */
  refused(): void;
}
