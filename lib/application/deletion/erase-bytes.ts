import type { Context } from "../context.ts";

/**
 * Removes from the disk what has no row any more. The rows have gone in a transaction of their own before: whatever stops
 * this, no file is lost that somebody still has, and the next pass goes on.
 */
export async function eraseBytes({ ports }: Pick<Context, "ports">): Promise<void> {
  for (;;) {
    const ids = await ports.deletions.erasedFiles();
    if (ids.length === 0) return;
    for (const id of ids) await ports.files.remove(id);
    await ports.deletions.forgetFiles(ids);
  }
}
