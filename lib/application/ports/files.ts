/** The bytes of uploaded files, by id. Names never reach it. */
export interface FileStorage {
  /** Writes a stream to storage; refuses with `file_too_large` past `maxBytes` and leaves nothing behind. */
  write(
    fileId: string,
    content: ReadableStream<Uint8Array>,
    maxBytes: number,
  ): Promise<{ size: number; sha256: string; path: string }>;
  path(fileId: string): string;
  remove(fileId: string): Promise<void>;
}
