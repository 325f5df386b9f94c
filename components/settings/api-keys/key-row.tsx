"use client";
import { Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { scopeWords } from "#components/settings/api-keys/key-words.ts";
import { RenameKey } from "#components/settings/api-keys/rename-key.tsx";
import { RevokeKey } from "#components/settings/api-keys/revoke-key.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { useHydrated } from "#components/ui/hydrated.ts";
import { Ago, useNow } from "#components/ui/time.tsx";
import type { ApiKeyView } from "#lib/application/api-keys/schema.ts";

interface KeyRowProps {
  item: ApiKeyView;
  /** Whose it is, where keys of several people stand together. */
  showOwner: boolean;
  mayRename: boolean;
}

export function KeyRow({ item, showOwner, mayRename }: KeyRowProps) {
  const [asking, setAsking] = useState<"rename" | "revoke" | null>(null);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl border border-line bg-surface px-4 py-3">
      <div className="min-w-0 flex-1 basis-52">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-ui">
          <bdi className="min-w-0 break-words font-medium">{item.name}</bdi>
          <code className="text-muted text-xs">{item.hint}</code>
          <Ending at={item.expiresAt} />
        </p>
        <p className="text-muted text-xs">
          {showOwner ? (
            <>
              <bdi>{item.owner.name}</bdi>
              {" · "}
            </>
          ) : null}
          {scopeWords(item.scopes)}
        </p>
        <p className="text-muted text-xs">
          made <Ago at={item.createdAt} />
          {" · "}
          {item.lastUsedAt ? (
            <>
              last used <Ago at={item.lastUsedAt} />
            </>
          ) : (
            "never used"
          )}
        </p>
      </div>
      {mayRename ? (
        <Button size="icon-sm" variant="ghost" aria-label={`Rename ${item.name}`} onClick={() => setAsking("rename")}>
          <Pencil />
        </Button>
      ) : null}
      <Button size="icon-sm" variant="ghost" aria-label={`Revoke ${item.name}`} onClick={() => setAsking("revoke")}>
        <Trash2 />
      </Button>
      {asking === "rename" ? <RenameKey item={item} onClose={() => setAsking(null)} /> : null}
      {asking === "revoke" ? <RevokeKey item={item} onClose={() => setAsking(null)} /> : null}
    </li>
  );
}

const SOON_MS = 7 * 86_400_000;

/** When the key ends; louder when that is soon or past. */
function Ending({ at }: { at: string | null }) {
  const hydrated = useHydrated();
  const now = useNow(60_000);
  if (at === null) return <Badge>never ends</Badge>;
  if (!hydrated) return null;
  const left = Date.parse(at) - now;
  const day = new Date(at).toLocaleDateString(undefined, { dateStyle: "medium" });
  if (left <= 0) return <Badge tone="danger">ended {day}</Badge>;
  return <Badge tone={left < SOON_MS ? "warning" : "neutral"}>ends {day}</Badge>;
}
