"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { request } from "#components/api/request.ts";
import { Section } from "#components/settings/section.tsx";
import { Button } from "#components/ui/button.tsx";
import { Confirm } from "#components/ui/confirm.tsx";
import { Field, Select } from "#components/ui/field.tsx";
import { toast } from "#components/ui/toast.tsx";

const CHOICES: readonly (number | null)[] = [null, 3, 6, 12, 24, 36, 84, 120];

const lasting = (months: number | null): string => {
  if (months === null) return "For ever";
  if (months % 12 === 0) return months === 12 ? "One year" : `${months / 12} years`;
  return months === 1 ? "One month" : `${months} months`;
};

/** For how long entries are kept; an owner changes it. */
export function Retention({ months: saved, mayChange }: { months: number | null; mayChange: boolean }) {
  const router = useRouter();
  const [months, setMonths] = useState(saved);
  const [asking, setAsking] = useState(false);
  const choices = CHOICES.includes(saved) ? CHOICES : [...CHOICES, saved];
  const isShorter = months !== null && (saved === null || months < saved);

  async function save(): Promise<string | null> {
    const answer = await request("/api/audit/retention", { method: "PUT", body: { months } });
    if (!answer.ok) return answer.problem.detail;
    void toast("This is how long entries are kept from now on.");
    router.refresh();
    return null;
  }
  async function saveAtOnce() {
    const fault = await save();
    if (fault !== null) void toast(fault, "error");
  }

  return (
    <Section
      title="How long entries are kept"
      description="Older ones are removed within a day. The log says that they went, and what is left can still be checked."
    >
      {mayChange ? (
        <div className="flex flex-wrap items-end gap-3">
          <Field label="Keep entries">
            {(control) => (
              <Select
                {...control}
                className="w-44"
                value={months ?? ""}
                onChange={(event) => setMonths(event.target.value === "" ? null : Number(event.target.value))}
              >
                {choices.map((choice) => (
                  <option key={choice} value={choice ?? ""}>
                    {lasting(choice)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Button
            className="h-9.5"
            disabled={months === saved}
            onClick={() => (isShorter ? setAsking(true) : void saveAtOnce())}
          >
            Save
          </Button>
        </div>
      ) : (
        <p className="text-sm">{lasting(saved)}. An owner can change it.</p>
      )}
      {asking ? (
        <Confirm
          title={`Keep entries for ${lasting(months).toLowerCase()}?`}
          points={[
            "Entries that are older are removed for good within a day.",
            "Download the log first if you want to keep them elsewhere.",
          ]}
          action="Remove older entries"
          onClose={() => setAsking(false)}
          onConfirm={save}
        />
      ) : null}
    </Section>
  );
}
