"use client";
import { ChevronsUpDown, Cpu, LogOut, UserRound } from "lucide-react";
import { useTheme } from "next-themes";
import { themeEntries } from "#components/shell/themes.tsx";
import { Menu } from "#components/ui/menu.tsx";

export interface Account {
  userId: string;
  name: string;
  email: string;
  workspace: string;
  signOut(): Promise<void>;
}

export function AccountMenu({ account }: { account: Account }) {
  const { theme, setTheme } = useTheme();
  return (
    <div className="border-line border-t p-2">
      <Menu
        align="start"
        className="w-60"
        trigger={
          <button
            type="button"
            className="flex w-full items-center gap-2.5 rounded-lg px-2 py-1.5 text-start hover:bg-hover aria-expanded:bg-hover"
          >
            <span
              aria-hidden
              className="grid size-7 shrink-0 place-items-center rounded-full bg-primary font-medium text-on-primary text-xs"
            >
              {account.name.charAt(0).toUpperCase()}
            </span>
            <span className="sr-only">Account:</span>
            <span className="grid min-w-0 flex-1">
              <span className="truncate font-medium text-ui">{account.name}</span>
              <span className="truncate text-muted text-xs">{account.workspace}</span>
            </span>
            <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-muted" />
          </button>
        }
        entries={() => [
          { name: "Models", icon: <Cpu />, href: "/settings/models" },
          { name: "Profile", icon: <UserRound />, href: "/settings/profile" },
          { line: true },
          ...themeEntries(theme, setTheme),
          { line: true },
          { name: "Sign out", icon: <LogOut />, onSelect: () => void account.signOut() },
        ]}
      />
    </div>
  );
}
