"use client";
import { ChevronDown, ChevronUp, FlaskConical, Star, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { request } from "#components/api/request.ts";
import { addDemoModel, DEMO } from "#components/settings/connection.ts";
import { useOrder } from "#components/settings/use-order.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { Ago } from "#components/ui/time.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { ConnectionResult, LlmConfigView } from "#lib/application/llm/schema.ts";

export function ModelList({ configs }: { configs: readonly LlmConfigView[] }) {
  const order = useOrder(configs);
  return (
    <ul className="grid gap-2">
      {configs.map((config) => (
        <ModelRow key={config.id} config={config} move={<MoveButtons config={config} order={order} />} />
      ))}
      {configs.some((config) => config.provider === DEMO) ? null : <DemoRow />}
    </ul>
  );
}

/** The model of our own, while it is not in use. */
function DemoRow() {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  async function add() {
    setBusy(true);
    const answer = await addDemoModel();
    setBusy(false);
    if (!answer.ok) return toast(answer.problem.detail, "error");
    router.refresh();
  }
  return (
    <li className="flex flex-wrap items-center gap-3 rounded-xl border border-line border-dashed px-4 py-3">
      <p className="min-w-52 flex-1 text-ui">
        <span className="font-medium">Built-in demo model</span>
        <span className="block text-muted text-xs">Follows rules instead of thinking, and needs no key.</span>
      </p>
      <Button size="sm" disabled={busy} onClick={add}>
        Use it
      </Button>
    </li>
  );
}

/** Up and down in the order of fallbacks; a button without effect keeps the focus. */
function MoveButtons({ config, order }: { config: LlmConfigView; order: ReturnType<typeof useOrder> }) {
  if (!order.movable(config)) return null;
  const directions = [
    { words: "up", step: -1, Icon: ChevronUp },
    { words: "down", step: 1, Icon: ChevronDown },
  ] as const;
  return (
    <div className="-ms-2 flex flex-col">
      {directions.map(({ words, step, Icon }) => (
        <Button
          key={words}
          id={order.buttonId(config, step)}
          size="icon-sm"
          variant="ghost"
          className="h-5 aria-disabled:opacity-30"
          aria-label={`Move ${config.name} ${words}`}
          aria-disabled={!order.neighbour(config, step)}
          onClick={() => order.move(config, step)}
        >
          <Icon />
        </Button>
      ))}
    </div>
  );
}

function ModelRow({ config, move }: { config: LlmConfigView; move: React.ReactNode }) {
  const router = useRouter();
  const [busy, setBusy] = useState<"test" | "default" | "delete" | null>(null);
  const [asking, setAsking] = useState(false);
  const path = `/api/llm-configs/${config.id}`;

  async function act(what: NonNullable<typeof busy>, call: () => ReturnType<typeof request<ConnectionResult | null>>) {
    setBusy(what);
    const answer = await call();
    setBusy(null);
    setAsking(false);
    if (!answer.ok) return toast(answer.problem.detail, "error");
    if (what === "test" && answer.body) {
      void (answer.body.ok
        ? toast("It works: the model has answered.")
        : toast(answer.body.error?.message ?? "It does not work.", "error"));
    }
    router.refresh();
  }

  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl border border-line bg-surface px-4 py-3">
      {move}
      <div className="min-w-44 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium text-ui">
          <bdi>{config.name}</bdi>
          {config.isDefault ? <Badge tone="success">default</Badge> : null}
          {config.scope === "user" ? <Badge>only you</Badge> : null}
        </p>
        <p className="truncate text-muted text-xs">
          {config.model}
          {config.keyHint ? ` · key ${config.keyHint}` : ""}
          {config.baseUrl ? ` · ${config.baseUrl}` : ""}
          {config.validatedAt ? (
            <>
              {" · worked "}
              <Ago at={config.validatedAt} />
            </>
          ) : null}
        </p>
      </div>
      <Button
        size="sm"
        disabled={busy !== null}
        onClick={() => act("test", () => request(`${path}/test`, { method: "POST" }))}
      >
        {busy === "test" ? <Spinner /> : <FlaskConical />} Test
      </Button>
      {config.isDefault ? null : (
        <Button
          size="sm"
          disabled={busy !== null}
          onClick={() => act("default", () => request(path, { method: "PATCH", body: { isDefault: true } }))}
        >
          <Star /> Make default
        </Button>
      )}
      <Button
        size="icon-sm"
        variant="ghost"
        aria-label={`Delete ${config.name}`}
        disabled={busy !== null}
        onClick={() => setAsking(true)}
      >
        <Trash2 />
      </Button>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={`Delete ${config.name}?`}
        description="Its key is deleted with it. Conversations stay as they are."
      >
        <div className="flex justify-end gap-2 p-5">
          <Button onClick={() => setAsking(false)}>Keep</Button>
          <Button
            variant="danger"
            disabled={busy !== null}
            onClick={() => act("delete", () => request(path, { method: "DELETE" }))}
          >
            Delete
          </Button>
        </div>
      </Dialog>
    </li>
  );
}
