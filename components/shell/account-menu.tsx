"use client";
import { ChevronsUpDown, Cpu, LogOut, UserRound } from "lucide-react";
import Link from "next/link";
import { ThemeItems } from "#components/shell/theme-items.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";

export interface Account {
  name: string;
  email: string;
  workspace: string;
  signOut(): Promise<void>;
}

export function AccountMenu({ account }: { account: Account }) {
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
      >
        <MenuItem asChild>
          <Link href="/settings/models">
            <Cpu /> Models
          </Link>
        </MenuItem>
        <MenuItem asChild>
          <Link href="/settings/profile">
            <UserRound /> Profile
          </Link>
        </MenuItem>
        <MenuSeparator />
        <ThemeItems />
        <MenuSeparator />
        <MenuItem onSelect={() => void account.signOut()}>
          <LogOut /> Sign out
        </MenuItem>
      </Menu>
    </div>
  );
}
