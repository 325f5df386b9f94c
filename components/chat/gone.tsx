"use client";
import Link from "next/link";
import { buttonClass } from "#components/ui/button.tsx";

/** In the place of a session that is not there for its reader any more. */
export const Gone = ({ own }: { own: boolean }) => (
  <main id="main" className="grid flex-1 place-content-center gap-4 p-8 text-center">
    <h1 className="font-semibold text-lg">
      {own ? "This session was deleted for good" : "This session is not shared with you any more"}
    </h1>
    <p className="max-w-md text-muted text-ui">
      {own
        ? "Nothing of it is left, and nothing brings it back."
        : "Your role was taken away, or the session was deleted. What you have said stays in the conversation."}
    </p>
    <Link href="/" className={`${buttonClass({ variant: "primary" })} justify-self-center`}>
      Go to your sessions
    </Link>
  </main>
);
