"use client";
import Link from "next/link";
import { leave } from "#components/forms/kept.ts";
import { Button, buttonClass } from "#components/ui/button.tsx";

/** For somebody who is signed in as somebody else than the one who is meant. */
export const OtherAccount = ({ signOut }: { signOut(): Promise<void> }) => (
  <div className="grid gap-2">
    <Button variant="primary" size="lg" onClick={() => void leave(signOut)}>
      Sign out and go on
    </Button>
    <Link href="/" className={buttonClass({ size: "lg" })}>
      Stay signed in
    </Link>
  </div>
);
