import Link from "next/link";
import { Day } from "#components/deletion/day.tsx";

interface WorkspaceLeavingProps {
  name: string;
  deleteAt: string;
  mayKeep: boolean;
}

/** Above every page of a workspace that waits to be deleted. */
export function WorkspaceLeaving({ name, deleteAt, mayKeep }: WorkspaceLeavingProps) {
  return (
    <p
      role="status"
      className="shrink-0 border-line border-b bg-warning-soft px-4 py-2 text-center text-ui text-warning"
    >
      <bdi className="font-medium">{name}</bdi> will be deleted on <Day at={deleteAt} />. Until then it can only be
      read.{" "}
      <Link href="/settings/data" className="whitespace-nowrap underline underline-offset-2">
        {mayKeep ? "Take your data along, or keep it" : "Take your data along"}
      </Link>
    </p>
  );
}
