import { z } from "zod";
import type { Tool, ToolCall, ToolOffer, ToolResult } from "#lib/application/tools/tool.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { JsonObject } from "#lib/domain/json.ts";

interface ToolParts<Schema extends z.ZodType> extends Pick<Tool, "name" | "label" | "sideEffect"> {
  description: string | ((offer: ToolOffer) => string);
  available?: Tool["available"];
  schema(offer: ToolOffer): Schema;
  run(input: z.output<Schema>, call: ToolCall): Promise<ToolResult>;
}

/** Every turn asks, most with the same offer: a JSON Schema costs a tenth of a millisecond. */
const MAX_DESCRIBED = 500;

const keyOf = ({ definition, targets, files, stateKeys }: ToolOffer): string =>
  JSON.stringify([definition.slug, targets.map(({ slug }) => slug), files, stateKeys]);

/** A tool from a zod schema: the model sees it as JSON Schema, its input is checked by it. */
export function defineTool<Schema extends z.ZodType>(parts: ToolParts<Schema>): Tool {
  const { name, label, sideEffect, description, available = () => true, schema, run } = parts;
  const described = new Map<string, ReturnType<Tool["describe"]>>();
  return {
    name,
    label,
    sideEffect,
    available,
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
    async run(input, call) {
      const parsed = schema(call).safeParse(input);
      if (parsed.success) return run(parsed.data, call);
      throw new DomainError("tool_input_invalid", `The input of ${name} is wrong: ${z.prettifyError(parsed.error)}`);
    },
  };
}
