"use client";
import { useState } from "react";
import { type Model, Proof } from "#components/settings/encryption/proof.tsx";
import { RotationCard } from "#components/settings/encryption/rotation-card.tsx";
import { SettingsFrame } from "#components/settings/settings-frame.tsx";
import type { RotationStatus } from "#lib/application/secrets/schema.ts";

interface EncryptionScreenProps {
  /** Null for all but the owner of the installation's first workspace. */
  first: RotationStatus | null;
  models: readonly Model[];
}

export function EncryptionScreen({ first, models }: EncryptionScreenProps) {
  /** Grows with each change that ends while this page is open: the models are then asked. */
  const [changes, setChanges] = useState(0);
  return (
    <SettingsFrame>
      <div className="mb-5 grid gap-1">
        <h2 className="font-semibold text-base">Encryption</h2>
        <p className="max-w-prose text-muted text-ui">
          Keys of models, second factors and letters on their way are stored encrypted. The key for that lies in a file
          beside the database, never in it.
        </p>
      </div>
      {first ? (
        <div className="grid gap-8">
          <RotationCard first={first} onChanged={() => setChanges((count) => count + 1)} />
          <Proof models={models} changes={changes} />
        </div>
      ) : (
        <div className="grid justify-items-center gap-2 rounded-xl border border-line border-dashed px-6 py-10 text-center">
          <p className="text-sm">The encryption key belongs to the whole installation.</p>
          <p className="max-w-md text-muted text-ui">
            The owner of its first workspace changes it here, or the operator with{" "}
            <code className="font-mono text-xs">npm run tl -- rotate-keys</code>.
          </p>
        </div>
      )}
    </SettingsFrame>
  );
}
