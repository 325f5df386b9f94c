"use client";
import { useTheme } from "next-themes";
import { THEMES } from "#components/shell/themes.tsx";
import { cn } from "#components/ui/cn.ts";
import { useHydrated } from "#components/ui/hydrated.ts";

/** Light, dark, or as the system has it; kept in this browser. */
export function ThemeChoice() {
  const { theme, setTheme } = useTheme();
  const hydrated = useHydrated();
  return (
    <fieldset>
      <legend className="sr-only">Theme</legend>
      <div className="flex flex-wrap gap-2">
        {THEMES.map(({ id, name, Icon }) => (
          <label
            key={id}
            className={cn(
              "flex cursor-pointer items-center gap-2 rounded-xl border px-4 py-2.5 text-ui has-focus-visible:outline-2 has-focus-visible:outline-ring",
              hydrated && theme === id ? "border-foreground bg-surface" : "border-line hover:bg-hover",
            )}
          >
            <input
              type="radio"
              name="theme"
              className="sr-only"
              checked={hydrated && theme === id}
              onChange={() => setTheme(id)}
            />
            <Icon aria-hidden className="size-4 text-muted" /> {name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
