"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { PageFrame } from "#components/shell/page-frame.tsx";
import { cn } from "#components/ui/cn.ts";

const PAGES = [
  { href: "/settings/profile", name: "Profile" },
  { href: "/settings/security", name: "Security" },
  { href: "/settings/workspace", name: "Workspace" },
  { href: "/settings/members", name: "Members" },
  { href: "/settings/models", name: "Models" },
  { href: "/settings/api-keys", name: "API keys" },
  { href: "/settings/budgets", name: "Budgets and usage" },
  { href: "/settings/encryption", name: "Encryption" },
  { href: "/settings/audit-log", name: "Audit log" },
  { href: "/settings/data", name: "Data" },
];

export function SettingsFrame({ children }: { children: ReactNode }) {
  const path = usePathname();
  return (
    <PageFrame title="Settings">
      <nav aria-label="Settings" className="mb-7 flex flex-wrap gap-1 border-line border-b pb-2">
        {PAGES.map(({ href, name }) => (
          <Link
            key={href}
            href={href}
            aria-current={path === href ? "page" : undefined}
            className={cn(
              "rounded-lg px-3 py-1.5 text-ui",
              path === href ? "bg-hover font-medium" : "text-muted hover:bg-hover hover:text-foreground",
            )}
          >
            {name}
          </Link>
        ))}
      </nav>
      {children}
    </PageFrame>
  );
}
