"use client";
import { Check, Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { MenuItem, MenuLabel } from "#components/ui/menu.tsx";

export const THEMES = [
  { id: "light", name: "Light", Icon: Sun },
  { id: "dark", name: "Dark", Icon: Moon },
  { id: "system", name: "Like the system", Icon: Monitor },
] as const;

export function ThemeItems() {
  const { theme, setTheme } = useTheme();
  return (
    <>
      <MenuLabel>Theme</MenuLabel>
      {THEMES.map(({ id, name, Icon }) => (
        <MenuItem key={id} onSelect={() => setTheme(id)}>
          <Icon /> {name}
          {theme === id ? <Check aria-label="chosen" className="ms-auto" /> : null}
        </MenuItem>
      ))}
    </>
  );
}
