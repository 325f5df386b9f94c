"use client";
import "./globals.css";

export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main className="mx-auto grid min-h-dvh max-w-md content-center justify-items-start gap-4 px-5">
          <h1 className="font-semibold text-2xl tracking-tight">Something went wrong</h1>
          <p className="text-muted">The page could not be shown. Nothing you wrote is lost.</p>
          <button
            type="button"
            className="rounded-lg bg-primary px-4 py-2 font-medium text-on-primary text-sm"
            onClick={reset}
          >
            Try again
          </button>
          {error.digest ? <p className="font-mono text-muted text-xs">Reference {error.digest}</p> : null}
        </main>
      </body>
    </html>
  );
}
