import Link from "next/link";
import { PageFrame } from "#components/shell/page-frame.tsx";
import { buttonClass } from "#components/ui/button.tsx";

export default function NotFound() {
  return (
    <PageFrame title="Not found">
      <div className="grid justify-items-start gap-4">
        <p className="text-muted">The address is wrong, or what it led to is gone or not yours to see.</p>
        <Link href="/" className={buttonClass({ variant: "primary" })}>
          Back to your latest session
        </Link>
      </div>
    </PageFrame>
  );
}
