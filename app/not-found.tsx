import Link from "next/link";
import { EntryFrame } from "#components/account/entry-frame.tsx";
import { buttonClass } from "#components/ui/button.tsx";

export default function NotFound() {
  return (
    <EntryFrame
      title="There is nothing here"
      intro="The address is wrong, or what it led to is gone or not yours to see."
    >
      <Link href="/" className={buttonClass({ variant: "primary", size: "lg" })}>
        Back to your work
      </Link>
    </EntryFrame>
  );
}
