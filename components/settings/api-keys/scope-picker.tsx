import { NOUNS, nounsOf, READING } from "#components/settings/api-keys/key-words.ts";
import { Button } from "#components/ui/button.tsx";
import { SCOPES, type Scope } from "#lib/domain/access.ts";

interface ScopePickerProps {
  scopes: readonly Scope[];
  error: string | undefined;
  onChange(scopes: Scope[]): void;
}

const KINDS = ["read", "write"] as const;

/** What a key may do: a row for each noun, a column for reading and one for writing. */
export function ScopePicker({ scopes, error, onChange }: ScopePickerProps) {
  const toggle = (scope: Scope, on: boolean) =>
    onChange(SCOPES.filter((one) => (one === scope ? on : scopes.includes(one))));
  const presets = [
    { words: "Everything", set: SCOPES },
    { words: "Read only", set: READING },
    { words: "Nothing", set: [] },
  ];
  return (
    <fieldset className="grid gap-2" aria-describedby={error ? "scopes-error" : undefined}>
      <legend className="mb-1.5 font-medium text-ui">What it may do</legend>
      <div className="flex flex-wrap gap-1.5">
        {presets.map(({ words, set }) => (
          <Button key={words} size="sm" onClick={() => onChange([...set])}>
            {words}
          </Button>
        ))}
      </div>
      <table className="w-full text-ui">
        <thead>
          <tr className="text-muted text-xs">
            <th scope="col" className="sr-only">
              Of what
            </th>
            {KINDS.map((kind) => (
              <th key={kind} scope="col" className="w-14 pb-1 text-center font-normal capitalize">
                {kind}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {nounsOf(SCOPES).map((noun) => (
            <tr key={noun} className="border-line border-t">
              <th scope="row" className="py-2 pe-2 text-start font-normal">
                <span className="font-medium">{NOUNS[noun].name}</span>
                <span className="block text-muted text-xs">{NOUNS[noun].about}</span>
              </th>
              {KINDS.map((kind) => {
                const scope = SCOPES.find((one) => one === `${noun}:${kind}`);
                return (
                  <td key={kind} className="text-center align-middle">
                    {scope ? (
                      <label className="inline-grid size-9 cursor-pointer place-items-center rounded-lg hover:bg-hover">
                        <span className="sr-only">{`${NOUNS[noun].name}: ${kind}`}</span>
                        <input
                          type="checkbox"
                          className="size-4 accent-primary"
                          checked={scopes.includes(scope)}
                          onChange={(event) => toggle(scope, event.target.checked)}
                        />
                      </label>
                    ) : null}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {error ? (
        <p id="scopes-error" role="alert" className="text-danger text-xs">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
