import type { WidgetProps } from "#components/chat/questions/widget.ts";
import { Button } from "#components/ui/button.tsx";

/** Yes or no. */
export const ConfirmWidget = ({ disabled, labelledBy, onSubmit }: WidgetProps) => (
  // biome-ignore lint/a11y/useSemanticElements: buttons that each answer are no form
  <div role="group" aria-labelledby={labelledBy} className="flex gap-2">
    <Button variant="agent" className="min-w-20" disabled={disabled} onClick={() => onSubmit(true)}>
      Yes
    </Button>
    <Button className="min-w-20" disabled={disabled} onClick={() => onSubmit(false)}>
      No
    </Button>
  </div>
);
