import { factsOfPreferences } from "#components/agents/timeline/facts.ts";
import type { JsonObject } from "#lib/domain/json.ts";

/** Preferences for those who may read them and no more. */
export function KeptPreferences({
  preferences,
  instructions,
}: {
  preferences: JsonObject;
  instructions: string | null;
}) {
  const lines = factsOfPreferences(preferences);
  return (
    <>
      {lines.length === 0 ? <p className="text-muted text-ui">None.</p> : null}
      <dl className="grid gap-x-8 gap-y-2 text-ui sm:grid-cols-[10rem_1fr]">
        {[...lines, ...(instructions ? [{ id: "instructions", label: "Instructions", value: instructions }] : [])].map(
          ({ id, label, value }) => (
            <div key={id} className="grid gap-0.5 sm:contents">
              <dt className="wrap-anywhere text-muted">{label}</dt>
              <dd dir="auto" className="wrap-anywhere min-w-0 whitespace-pre-line">
                {value}
              </dd>
            </div>
          ),
        )}
      </dl>
    </>
  );
}
