"use client";
import { Check } from "lucide-react";
import Link from "next/link";
import { DropdownMenu as Radix } from "radix-ui";
import { cn } from "#components/ui/cn.ts";
import { each } from "#components/ui/each.ts";
import type { MenuEntry, MenuProps } from "#components/ui/menu-entry.ts";

const item =
  "flex cursor-pointer select-none items-center gap-2 rounded-lg px-2 py-1.5 text-ui outline-none data-[highlighted]:bg-hover [&_svg]:size-4 [&>svg]:text-muted";

/** The menu itself, open from its first moment: roving focus, type-ahead and Esc come with it. */
export default function OpenMenu({ trigger, entries, align = "end", className }: MenuProps) {
  return (
    <Radix.Root modal={false} defaultOpen>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className={cn(
            "data-[state=open]:fade-in-0 data-[state=open]:zoom-in-98 z-50 max-h-96 min-w-44 overflow-y-auto rounded-xl border border-line bg-surface p-1 shadow-lift duration-100 data-[state=open]:animate-in",
            className,
          )}
        >
          {each(entries(), (entry) => (
            <Entry entry={entry} />
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Entry({ entry }: { entry: MenuEntry }) {
  if ("heading" in entry)
    return <Radix.Label className="px-2 pt-1.5 pb-1 text-muted text-xs">{entry.heading}</Radix.Label>;
  if ("line" in entry) return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
  const { name, note, icon, chosen, href, onSelect } = entry;
  const body = (
    <>
      {icon}
      <span className="grid min-w-0 flex-1">
        <span className="truncate">{name}</span>
        {note ? <span className="truncate text-muted text-xs">{note}</span> : null}
      </span>
      {chosen ? <Check aria-label="chosen" /> : null}
    </>
  );
  return href ? (
    <Radix.Item asChild className={item}>
      <Link href={href}>{body}</Link>
    </Radix.Item>
  ) : (
    <Radix.Item className={item} onSelect={() => onSelect?.()}>
      {body}
    </Radix.Item>
  );
}
