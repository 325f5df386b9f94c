"use client";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { progressOf } from "#components/settings/encryption/rotation-words.ts";
import { useRotation } from "#components/settings/encryption/use-rotation.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Progress } from "#components/ui/progress.tsx";
import { Ago } from "#components/ui/time.tsx";
import type { RotationProgress, RotationStatus } from "#lib/application/secrets/schema.ts";

/** The key that seals, the button that changes it, and how far that is. */
export function RotationCard({ first, onChanged }: { first: RotationStatus; onChanged: () => void }) {
  const { status, problem, start } = useRotation(first, onChanged);
  const [asking, setAsking] = useState(false);
  const { keys, last, running } = status;
  const current = keys.find(({ state }) => state === "current");
  const brokenOff = !running && last !== null && last.endedAt === null;
  const secrets = keys.reduce((sum, key) => sum + key.secrets, 0);

  return (
    <section aria-label="Encryption key" className="grid gap-4 rounded-xl border border-line bg-surface p-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <p className="min-w-0 flex-1 basis-56 text-ui">
          <span className="block font-medium">
            {secrets === 1 ? "One secret is" : `${secrets} secrets are`} sealed
            {current ? (
              <>
                {" "}
                with the key <bdi className="font-mono text-xs">{current.id}</bdi>
              </>
            ) : null}
          </span>
          {current ? (
            <span className="block text-muted text-xs">
              in use since <Ago at={current.createdAt} />
            </span>
          ) : null}
        </p>
        <Button variant="primary" disabled={running} onClick={() => (brokenOff ? void start() : setAsking(true))}>
          <KeyRound /> {brokenOff ? "Go on" : "Change the key"}
        </Button>
      </div>
      <div aria-live="polite" className="grid gap-3 empty:hidden">
        {problem ? (
          <p role="alert" className="text-danger text-ui">
            {problem}
          </p>
        ) : null}
        {running && last ? <Running last={last} /> : null}
        {brokenOff ? (
          <p className="text-ui text-warning">
            A change of the key was broken off. Everything works; go on with it to be rid of the old key.
          </p>
        ) : null}
        {!running && last?.endedAt ? <Ended last={last} /> : null}
      </div>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title="Change the encryption key?"
        description="Everybody works on meanwhile. All secrets are sealed with a new key, then the old one is destroyed: backups of the database from before can be read only together with a backup of secrets.json from before. Afterwards every model is asked whether it still works."
      >
        <div className="flex justify-end gap-2 p-5">
          <Button onClick={() => setAsking(false)}>Keep</Button>
          <Button
            variant="primary"
            onClick={() => {
              setAsking(false);
              void start();
            }}
          >
            Change the key
          </Button>
        </div>
      </Dialog>
    </section>
  );
}

function Running({ last }: { last: RotationProgress }) {
  const { words, percent } = progressOf(last);
  return (
    <div className="grid gap-2">
      <p className="text-ui">{words}</p>
      <Progress value={percent} label="Change of the encryption key" />
      {last.waitingFor.length > 0 ? (
        <p className="text-muted text-xs">
          Waiting for {last.waitingFor.join(", ")}. If this lasts, copy secrets.json to that machine.
        </p>
      ) : null}
    </div>
  );
}

function Ended({ last }: { last: RotationProgress }) {
  const { done, unreadable, endedAt } = last;
  return (
    <>
      <p className="text-ui text-success">
        Last changed <Ago at={endedAt ?? ""} />: {done === 1 ? "one secret was" : `${done} secrets were`} sealed anew
        {unreadable.length === 0 ? ", and the old key is gone. Back up secrets.json." : "."}
      </p>
      {unreadable.length > 0 ? (
        <p className="text-danger text-ui">
          {unreadable.length} could not be opened, so their key is kept. Enter these secrets again:{" "}
          {unreadable.map(({ table, id }) => `${table} ${id}`).join(", ")}
        </p>
      ) : null}
    </>
  );
}
