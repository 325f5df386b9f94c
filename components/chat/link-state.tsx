"use client";
import { CloudOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useSession } from "#components/chat/session-context.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

const PATIENCE = 1_500;

/** Says quietly when the line is down. A blip shorter than a moment is nobody's business. */
export function LinkState() {
  const online = useSession((state) => state.online);
  const down = useSession((state) => state.link === "reconnecting");
  const [long, setLong] = useState(false);
  useEffect(() => {
    setLong(false);
    if (!down) return;
    const timer = setTimeout(() => setLong(true), PATIENCE);
    return () => clearTimeout(timer);
  }, [down]);
  return (
    <p role="status" className="flex shrink-0 items-center gap-1.5 px-1 text-muted text-xs">
      {online ? (
        down && long ? (
          <>
            <Spinner className="size-3" /> Reconnecting
          </>
        ) : null
      ) : (
        <>
          <CloudOff aria-hidden className="size-3.5" /> Offline
        </>
      )}
    </p>
  );
}
