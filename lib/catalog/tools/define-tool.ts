import { z } from "zod";
import type { Tool, ToolCall, ToolOffer, ToolQuestion, ToolResult } from "#lib/application/tools/tool.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";

type Outcome = ToolResult | ToolQuestion;

interface ToolParts<Schema extends z.ZodType, Result extends Outcome>
  extends Pick<Tool, "name" | "label" | "sideEffect"> {
  description: string | ((offer: ToolOffer) => string);
  available?: Tool["available"];
  schema(offer: ToolOffer): Schema;
  approval?(input: z.output<Schema>): string;
  run(input: z.output<Schema>, call: ToolCall): Promise<Result>;
}

/** Every turn asks, most with the same offer: a JSON Schema costs a tenth of a millisecond. */
const MAX_DESCRIBED = 500;

const keyOf = ({ definition, targets, files, stateKeys }: ToolOffer): string =>
  JSON.stringify([definition.slug, targets.map(({ slug }) => slug), files, stateKeys]);

/** A tool from a zod schema: the model sees it as JSON Schema, its input is checked by it. */
export function defineTool<Schema extends z.ZodType, Result extends Outcome>(
  parts: ToolParts<Schema, Result>,
): Omit<Tool, "run"> & { run(input: Json, call: ToolCall): Promise<Result> } {
  const { name, label, sideEffect, description, available = () => true, schema, approval, run } = parts;
  const described = new Map<string, ReturnType<Tool["describe"]>>();
  const parse = (input: Json, offer: ToolOffer): z.output<Schema> => {
    if (typeof input === "string")
      throw new DomainError(
        "tool_input_invalid",
        `The input of ${name} was no valid JSON. Call it again with an object.`,
      );
    const parsed = schema(offer).safeParse(input);
    if (parsed.success) return parsed.data;
    // Models write null for what they leave out.
    const lean = schema(offer).safeParse(withoutNulls(input));
    if (lean.success) return lean.data;
    throw new DomainError("tool_input_invalid", `The input of ${name} is wrong: ${z.prettifyError(lean.error)}`);
  };
  return {
    name,
    label,
    sideEffect,
    available,
    ...(approval && { approval: (input, offer) => approval(parse(input, offer)) }),
    describe(offer) {
      const key = keyOf(offer);
      const known = described.get(key);
      if (known) return known;
      const made = {
        description: typeof description === "string" ? description : description(offer),
        inputSchema: z.toJSONSchema(schema(offer), { io: "input" }) as JsonObject,
      };
      if (described.size >= MAX_DESCRIBED) described.clear();
      described.set(key, made);
      return made;
    },
    run: async (input, call) => run(parse(input, call), call),
  };
}

function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const given = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(given.map(([key, one]) => [key, withoutNulls(one)]));
}
