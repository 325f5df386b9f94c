import { LockKeyhole } from "lucide-react";
import type { ReactNode } from "react";

/** In the place of what somebody's role does not open. */
export const NeedsRole = ({ least, children }: { least: "member" | "admin" | "owner"; children: ReactNode }) => (
  <div className="grid justify-items-center gap-3 rounded-2xl border border-line border-dashed px-6 py-12 text-center">
    <LockKeyhole aria-hidden className="size-6 text-muted" />
    <p className="max-w-md text-sm">{children}</p>
    <p className="max-w-md text-muted text-ui">
      This needs the role {least} in this workspace. An admin or owner can give it to you.
    </p>
  </div>
);
