"use client";
import Link from "next/link";
import { Button, buttonClass } from "#components/ui/button.tsx";

/** For somebody who is signed in as somebody else than the one who is meant. */
export const OtherAccount = ({ leave }: { leave(): Promise<void> }) => (
  <div className="grid gap-2">
    <Button variant="primary" size="lg" onClick={() => void leave()}>
      Sign out and go on
    </Button>
    <Link href="/" className={buttonClass({ size: "lg" })}>
      Stay signed in
    </Link>
  </div>
);
