import type { Context } from "../context.ts";
import type { FilesOf } from "../ports/deletions.ts";

/** Deletes files for good, from the disk first and then their rows, in steps that can be done again. */
export async function eraseFiles({ ports }: Pick<Context, "ports">, of: FilesOf): Promise<void> {
  for (;;) {
    const ids = await ports.deletions.files(of);
    if (ids.length === 0) return;
    for (const id of ids) await ports.files.remove(id);
    await ports.deletions.forgetFiles(ids);
  }
}
