import { SidePanel } from "#components/shell/side-panel.tsx";
import { Skeleton } from "#components/ui/card.tsx";

export default function Loading() {
  return (
    <>
      <main id="main" aria-busy className="flex min-w-0 flex-1 flex-col">
        <span className="sr-only">Loading the session</span>
        <div className="grid gap-2.5 border-line border-b p-3">
          <Skeleton className="h-6 w-64" />
          <Skeleton className="h-7 w-40" />
        </div>
        <div className="mx-auto grid w-full max-w-184 content-start gap-4 px-6 pt-8">
          <Skeleton className="ms-auto h-11 w-1/2 rounded-2xl" />
          <Skeleton className="h-4 w-11/12" />
          <Skeleton className="h-4 w-10/12" />
          <Skeleton className="h-4 w-7/12" />
        </div>
      </main>
      <SidePanel title="Progress">
        <Skeleton className="mx-4 mt-2 h-40 rounded-xl" />
      </SidePanel>
    </>
  );
}
