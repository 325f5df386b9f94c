import type { ReactNode } from "react";
import { Logo } from "#components/shell/logo.tsx";

/** The quiet page around signing in and the first run. */
export function EntryFrame({ title, intro, children }: { title: string; intro?: string; children?: ReactNode }) {
  return (
    <main id="main" className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center px-5 py-12">
      <p className="mb-10 flex items-center gap-2 font-semibold tracking-tight">
        <Logo className="size-6" /> Throughline
      </p>
      <h1 className="break-words font-semibold text-2xl tracking-tight">{title}</h1>
      {intro ? <p className="mt-2 text-muted break-words text-sm leading-relaxed">{intro}</p> : null}
      {children ? <div className="mt-8">{children}</div> : null}
    </main>
  );
}
