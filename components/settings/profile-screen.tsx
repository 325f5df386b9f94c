"use client";
import { LogOut } from "lucide-react";
import { useTheme } from "next-themes";
import { SettingsFrame } from "#components/settings/settings-frame.tsx";
import { THEMES } from "#components/shell/themes.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { useHydrated } from "#components/ui/time.tsx";

interface ProfileScreenProps {
  name: string;
  email: string;
  workspace: string;
  role: string;
  signOut(): Promise<void>;
}

export function ProfileScreen({ signOut, ...profile }: ProfileScreenProps) {
  const { theme, setTheme } = useTheme();
  const hydrated = useHydrated();
  return (
    <SettingsFrame>
      <div className="grid gap-9">
        <section className="grid gap-3">
          <h2 className="font-semibold text-base">You</h2>
          <dl className="grid grid-cols-[auto_1fr] gap-x-8 gap-y-2 text-sm">
            {(["name", "email", "workspace", "role"] as const).map((field) => (
              <div key={field} className="contents">
                <dt className="text-muted capitalize">{field === "email" ? "E-mail" : field}</dt>
                <dd className="min-w-0 truncate">
                  <bdi>{profile[field]}</bdi>
                </dd>
              </div>
            ))}
          </dl>
        </section>
        <fieldset className="grid gap-3">
          <legend className="mb-3 font-semibold text-base">Theme</legend>
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
        <div>
          <Button onClick={() => void signOut()}>
            <LogOut /> Sign out
          </Button>
        </div>
      </div>
    </SettingsFrame>
  );
}
