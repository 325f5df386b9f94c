import { z } from "zod";
import type { ToolCall, ToolQuestion, ToolResult } from "#lib/application/tools/tool.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { ClientActionKind } from "#lib/domain/session/client-action.ts";
import { defineTool } from "./define-tool.ts";

const prompt = z.string().min(1).max(2_000).describe("The question, in words for the person");
const expiresInSeconds = z.number().int().min(1).max(2_592_000).optional().describe("A week when not given");
const label = z.string().min(1).max(200);

interface Asking<Input> {
  name: string;
  kind: ClientActionKind;
  description: string;
  input: z.ZodType<Input & { prompt: string; expiresInSeconds?: number | undefined }>;
  /** JSON Schema of the answer. */
  schema(input: Input): JsonObject;
  /** What the model is told; the answer itself when not given. */
  told?(response: Json, call: ToolCall): Json;
}

/** A tool that asks a person and goes on with the answer, however much later it comes. */
const asking = <Input>({ name, kind, description, input, schema, told = (response) => response }: Asking<Input>) =>
  defineTool({
    name,
    label: "Asking",
    sideEffect: "none",
    description,
    schema: () => input,
    async run(asked, call): Promise<ToolResult | ToolQuestion> {
      const { prompt, expiresInSeconds } = asked;
      if (call.answer === null)
        return {
          ask: {
            ...{ kind, prompt, schema: schema(asked) },
            ...(expiresInSeconds !== undefined && { expiresInMs: expiresInSeconds * 1_000 }),
          },
        };
      if (call.answer.outcome !== "answered")
        return { output: { expired: true, note: "Nobody answered in time. Go on without the answer." } };
      return { output: { response: told(call.answer.response, call) } };
    },
  });

export const askChoice = asking({
  name: "ask_choice",
  kind: "choice",
  description: "Asks the person to choose among options, and waits for the choice.",
  input: z.strictObject({
    prompt,
    options: z
      .array(z.strictObject({ value: label, label: label.optional(), description: z.string().max(500).optional() }))
      .min(2)
      .max(20)
      .refine((all) => new Set(all.map(({ value }) => value)).size === all.length, "The values must differ."),
    multiple: z.boolean().default(false).describe("Several may be chosen"),
    allowOther: z.boolean().default(false).describe("The person's own words will do as well"),
    expiresInSeconds,
  }),
  schema({ options, multiple, allowOther }) {
    const known = {
      oneOf: options.map(({ value, label = value, description }) => ({
        const: value,
        title: label,
        ...(description && { description }),
      })),
    };
    const one = allowOther ? { anyOf: [known, { type: "string", minLength: 1, maxLength: 2_000 }] } : known;
    return multiple ? { type: "array", items: one, minItems: 1, maxItems: options.length + 1 } : one;
  },
});

const field = z.strictObject({
  name: z.string().regex(/^[A-Za-z_]\w{0,49}$/, "Use letters, digits and _."),
  label,
  type: z.enum(["text", "long_text", "number", "integer", "yes_no", "date", "email", "choice"]),
  required: z.boolean().default(true),
  help: z.string().max(500).optional(),
  options: z.array(label).min(2).max(50).optional().describe("Of a choice"),
  min: z.number().optional(),
  max: z.number().optional(),
});
type Field = z.output<typeof field>;

export const askForm = asking({
  name: "ask_form",
  kind: "form",
  description: "Asks the person to fill in a form of a few fields, and waits for it.",
  input: z.strictObject({
    prompt,
    fields: z
      .array(field)
      .min(1)
      .max(20)
      .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, "The names must differ.")
      .refine((all) => all.every(({ type, options }) => (type === "choice") === (options !== undefined)), {
        error: "A choice needs options, and only a choice has them.",
      }),
    expiresInSeconds,
  }),
  schema: ({ fields }) => ({
    type: "object",
    properties: Object.fromEntries(fields.map((one) => [one.name, fieldSchema(one)])),
    required: fields.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
    propertyOrder: fields.map(({ name }) => name),
  }),
});

function fieldSchema({ label: title, type, help, required, options, min, max }: Field): JsonObject {
  const named = { title, ...(help && { description: help }) };
  const limits = { ...(min !== undefined && { minimum: min }), ...(max !== undefined && { maximum: max }) };
  const filled: JsonObject = required ? { minLength: 1 } : {};
  switch (type) {
    case "yes_no":
      return { ...named, type: "boolean" };
    case "number":
    case "integer":
      return { ...named, type, ...limits };
    case "date":
    case "email":
      return { ...named, type: "string", format: type };
    case "choice":
      return { ...named, type: "string", enum: options ?? [] };
    default:
      return { ...named, type: "string", ...filled, maxLength: type === "text" ? 500 : 20_000 };
  }
}

export const askConfirm = asking({
  name: "ask_confirm",
  kind: "confirm",
  description: "Asks the person for a yes or a no, and waits for it.",
  input: z.strictObject({ prompt, expiresInSeconds }),
  schema: () => ({ type: "boolean" }),
});

export const askFile = asking({
  name: "ask_file",
  kind: "file",
  description: "Asks the person to upload files to this session, and waits for them.",
  input: z.strictObject({
    prompt,
    fileTypes: z
      .array(z.string().regex(/^[a-z0-9]{1,10}$/))
      .max(10)
      .optional()
      .describe("e.g. csv, pdf; any when not given"),
    maxFiles: z.number().int().min(1).max(10).default(1),
    expiresInSeconds,
  }),
  schema: ({ fileTypes, maxFiles }) => ({
    type: "object",
    properties: {
      fileIds: { type: "array", items: { type: "string", format: "uuid" }, minItems: 1, maxItems: maxFiles },
    },
    required: ["fileIds"],
    additionalProperties: false,
    ...(fileTypes && { accept: fileTypes }),
  }),
  told: (response, { files }) =>
    (response as { fileIds: string[] }).fileIds.map((id) => {
      const file = files.find(({ fileId }) => fileId === id);
      return { fileId: id, name: file?.name ?? null, mediaType: file?.mediaType ?? null };
    }),
});
