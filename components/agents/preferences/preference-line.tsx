import { Trash2 } from "lucide-react";
import type { ComponentProps } from "react";
import {
  type PreferenceRow,
  type RowError,
  VALUE_TYPES,
  type ValueType,
  withType,
} from "#components/agents/preferences/rows.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { Input, Select, Textarea } from "#components/ui/field.tsx";

const TYPE_WORDS: Record<ValueType, string> = { text: "Text", number: "Number", "yes-no": "Yes or no", json: "JSON" };

interface PreferenceLineProps {
  row: PreferenceRow;
  /** How it is called for those who cannot see where it stands. */
  label: string;
  errors: readonly RowError[];
  focus: boolean;
  onChange: (row: PreferenceRow) => void;
  onRemove: () => void;
}

/** One preference: its name, its kind and its value. */
export function PreferenceLine({ row, label, errors, focus, onChange, onRemove }: PreferenceLineProps) {
  const noteOf = (field: RowError["field"]) => errors.find((one) => one.field === field);
  const described = (field: RowError["field"]) =>
    noteOf(field) ? { "aria-invalid": true as const, "aria-describedby": `${row.id}-${field}` } : {};
  return (
    <li className="grid gap-1.5 rounded-xl border border-line bg-surface p-2.5 sm:border-0 sm:bg-transparent sm:p-0">
      <div className="grid grid-cols-[1fr_auto] items-start gap-2 sm:grid-cols-[minmax(0,2fr)_8rem_minmax(0,3fr)_auto]">
        <Input
          aria-label={`Name of ${label}`}
          placeholder="Name, such as language"
          autoFocus={focus}
          value={row.name}
          onChange={(event) => onChange({ ...row, name: event.target.value })}
          {...described("name")}
        />
        <Select
          aria-label={`Kind of ${label}`}
          className="w-28 sm:w-full"
          value={row.type}
          onChange={(event) => onChange(withType(row, event.target.value as ValueType))}
        >
          {VALUE_TYPES.map((type) => (
            <option key={type} value={type}>
              {TYPE_WORDS[type]}
            </option>
          ))}
        </Select>
        <Value row={row} aria-label={`Value of ${label}`} onChange={onChange} {...described("value")} />
        <Button variant="ghost" size="icon" aria-label={`Remove ${label}`} onClick={onRemove}>
          <Trash2 />
        </Button>
      </div>
      {errors.map(({ field, message }) => (
        <p key={field} id={`${row.id}-${field}`} className="text-danger text-xs">
          {message}
        </p>
      ))}
    </li>
  );
}

type ValueProps = Pick<ComponentProps<"input">, "aria-label" | "aria-invalid" | "aria-describedby"> & {
  row: PreferenceRow;
  onChange: (row: PreferenceRow) => void;
};

function Value({ row, onChange, ...aria }: ValueProps) {
  const write = (text: string) => onChange({ ...row, text });
  if (row.type === "yes-no")
    return (
      <Select {...aria} value={row.text} onChange={(event) => write(event.target.value)}>
        <option value="yes">Yes</option>
        <option value="no">No</option>
      </Select>
    );
  if (row.type === "json")
    return (
      <Textarea
        {...aria}
        rows={Math.min(8, Math.max(2, row.text.split("\n").length))}
        spellCheck={false}
        className="font-mono text-xs"
        value={row.text}
        onChange={(event) => write(event.target.value)}
      />
    );
  return (
    <Input
      {...aria}
      className={cn(row.type === "number" && "tabular-nums")}
      inputMode={row.type === "number" ? "decimal" : undefined}
      dir={row.type === "text" ? "auto" : undefined}
      value={row.text}
      onChange={(event) => write(event.target.value)}
    />
  );
}
