import { MESSAGE } from "./message-row.ts";
import { array } from "./read-sql.ts";

interface Branch {
  conversation: string;
  /** The message that it ends with. */
  leaf: string;
  limit: string;
}

/**
 * The newest settled messages of a branch as a JSON array, oldest first. It walks from the leaf to the root; a branch
 * holds at most one message that is not settled.
 */
export const historyOf = ({ conversation, leaf, limit }: Branch): string =>
  array(
    MESSAGE,
    `from (
     with recursive branch as (
       select m.*, 1 as depth from messages m where m.id = ${leaf} and m.conversation_id = ${conversation}
       union all
       select m.*, b.depth + 1 from branch b join messages m on m.id = b.parent_id and m.conversation_id = ${conversation}
       where b.depth <= ${limit})
     select * from branch where status in ('complete', 'stopped', 'failed') order by depth limit ${limit}
   ) m`,
    "m.depth desc",
  );
