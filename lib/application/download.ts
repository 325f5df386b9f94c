/** Pieces of a file as they come, a path to one on disk, or all of it. */
export type Content = string | AsyncIterable<string | Uint8Array> | { path: string };

/** A file that is made while it is downloaded. */
export interface Download {
  name: string;
  mediaType: string;
  content: AsyncIterable<string | Uint8Array>;
}

/** A file of an archive; `at` is when it was changed last, in ISO 8601. */
export interface ArchivedFile {
  name: string;
  at?: string;
  content: Content;
}

/** Files that are made, one after the other, while their archive is downloaded. */
export interface Archive {
  name: string;
  files: AsyncIterable<ArchivedFile>;
}
