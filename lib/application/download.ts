/** A file that is made while it is downloaded. */
export interface Download {
  name: string;
  mediaType: string;
  content: AsyncIterable<string | Uint8Array>;
}
