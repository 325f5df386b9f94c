"use client";
import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { useMemo } from "react";
import { DEMO } from "#components/settings/models/connection.ts";
import { ModelRow } from "#components/settings/models/model-row.tsx";
import { useOrder } from "#components/settings/models/use-order.ts";
import type { LlmConfigView } from "#lib/application/llm/schema.ts";
import type { ProviderRegistry } from "#lib/domain/llm/provider.ts";

const demoLast = (configs: readonly LlmConfigView[]): LlmConfigView[] => [
  ...configs.filter(({ provider }) => provider !== DEMO),
  ...configs.filter(({ provider }) => provider === DEMO),
];

interface ModelListProps {
  configs: readonly LlmConfigView[];
  providers: ProviderRegistry;
  label: string;
  mayChange: boolean;
}

/** The models of a scope in the order in which they step in; dragged by mouse, finger or keyboard, or moved by buttons. */
export function ModelList({ configs, providers, label, mayChange }: ModelListProps) {
  // A demo steps in for nobody: it stands last and stays there.
  const { items, move } = useOrder(useMemo(() => demoLast(configs), [configs]));
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const movable = mayChange ? items.filter(({ provider }) => provider !== DEMO) : [];
  const placeOf = (id: unknown) => items.findIndex((one) => one.id === id);
  const nameOf = (id: unknown) => items[placeOf(id)]?.name ?? "";
  const placeWords = (id: unknown) => `place ${placeOf(id) + 1} of ${movable.length}`;

  function onDragEnd({ active, over }: DragEndEvent) {
    if (over && over.id !== active.id) void move(String(active.id), placeOf(over.id));
  }

  const announcements: Announcements = {
    onDragStart: ({ active }) => `${nameOf(active.id)} is picked up.`,
    // Its own place is the first that it is over: that it is picked up has just been said.
    onDragOver: ({ active, over }) =>
      over && over.id !== active.id ? `${nameOf(active.id)} is at ${placeWords(over.id)}.` : undefined,
    onDragEnd: ({ active, over }) =>
      over ? `${nameOf(active.id)} is put at ${placeWords(over.id)}.` : `${nameOf(active.id)} is put back.`,
    onDragCancel: ({ active }) => `${nameOf(active.id)} is put back.`,
  };
  const screenReaderInstructions = {
    draggable: "To move this model press Space, then the arrow keys. Space puts it down, Escape puts it back.",
  };

  return (
    <DndContext
      id={`order-${configs[0]?.scope}`}
      sensors={sensors}
      collisionDetection={closestCenter}
      accessibility={{ announcements, screenReaderInstructions }}
      onDragEnd={onDragEnd}
    >
      <SortableContext items={movable.map(({ id }) => id)} strategy={verticalListSortingStrategy}>
        <ul aria-label={label} className="grid gap-2">
          {items.map((config) => {
            const place = movable.indexOf(config);
            const neighbour = (step: -1 | 1) => (place < 0 ? undefined : movable[place + step]);
            return (
              <ModelRow
                key={config.id}
                config={config}
                providers={providers}
                mayChange={mayChange}
                isMovable={place >= 0 && movable.length > 1}
                canMove={(step) => neighbour(step) !== undefined}
                onMove={(step, control) => {
                  const other = neighbour(step);
                  if (other) void move(config.id, placeOf(other.id), control);
                }}
              />
            );
          })}
        </ul>
      </SortableContext>
    </DndContext>
  );
}
