"use client";
import type { DraggableAttributes, DraggableSyntheticListeners } from "@dnd-kit/core";
import { ChevronDown, ChevronUp, GripVertical } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import type { LlmConfigView } from "#lib/application/llm/schema.ts";

export type Step = -1 | 1;

interface MoveHandleProps {
  config: LlmConfigView;
  canMove(step: Step): boolean;
  onMove(step: Step, control: string): void;
  drag: {
    attributes: DraggableAttributes;
    listeners: DraggableSyntheticListeners;
    ref(element: HTMLElement | null): void;
  };
}

const STEPS = [
  { words: "up", step: -1, Icon: ChevronUp },
  { words: "down", step: 1, Icon: ChevronDown },
] as const;

/** Where a model is taken hold of, and buttons that move it by one; a button without effect keeps the focus. */
export function MoveHandle({ config, canMove, onMove, drag }: MoveHandleProps) {
  const { tabIndex: _tabIndex, role: _role, ...described } = drag.attributes;
  return (
    <div className="-ms-2.5 flex items-center">
      <button
        type="button"
        ref={drag.ref}
        {...described}
        {...drag.listeners}
        aria-label={`Drag ${config.name}`}
        className="grid h-10 w-6 cursor-grab touch-none place-items-center rounded-md text-muted hover:bg-hover hover:text-foreground active:cursor-grabbing"
      >
        <GripVertical aria-hidden className="size-4" />
      </button>
      <div className="flex flex-col">
        {STEPS.map(({ words, step, Icon }) => {
          const id = `move-${config.id}-${words}`;
          return (
            <Button
              key={words}
              id={id}
              size="icon-sm"
              variant="ghost"
              className="h-5 w-6 aria-disabled:opacity-30"
              aria-label={`Move ${config.name} ${words}`}
              aria-disabled={!canMove(step)}
              onClick={() => onMove(step, id)}
            >
              <Icon />
            </Button>
          );
        })}
      </div>
    </div>
  );
}
