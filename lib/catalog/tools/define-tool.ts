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

/** A tool from a zod schema: the model sees it as JSON Schema, its input is checked by it. */
export function defineTool<Schema extends z.ZodType>(parts: ToolParts<Schema>): Tool {
  const { name, label, sideEffect, description, available = () => true, schema, run } = parts;
  return {
    name,
    label,
    sideEffect,
    available,
    describe: (offer) => ({
      description: typeof description === "string" ? description : description(offer),
      inputSchema: z.toJSONSchema(schema(offer), { io: "input" }) as JsonObject,
    }),
    async run(input, call) {
      const parsed = schema(call).safeParse(input);
      if (parsed.success) return run(parsed.data, call);
      throw new DomainError("tool_input_invalid", `The input of ${name} is wrong: ${z.prettifyError(parsed.error)}`);
    },
  };
}
