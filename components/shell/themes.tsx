import { Monitor, Moon, Sun } from "lucide-react";
import type { MenuEntry } from "#components/ui/menu-entry.ts";

export const THEMES = [
  { id: "light", name: "Light", Icon: Sun },
  { id: "dark", name: "Dark", Icon: Moon },
  { id: "system", name: "Like the system", Icon: Monitor },
] as const;

export const themeEntries = (theme: string | undefined, setTheme: (theme: string) => void): MenuEntry[] => [
  { heading: "Theme" },
  ...THEMES.map(({ id, name, Icon }) => ({ name, icon: <Icon />, chosen: theme === id, onSelect: () => setTheme(id) })),
];
