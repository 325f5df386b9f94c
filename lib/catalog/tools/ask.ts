import { z } from "zod";
import type { ToolCall, ToolOffer, ToolQuestion, ToolResult } from "#lib/application/tools/tool.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { ClientActionKind } from "#lib/domain/session/client-action.ts";
import { defineTool } from "./define-tool.ts";

const prompt = z
  .string()
  .trim()
  .min(1)
  .max(2_000)
  .describe("The question, in words for the person. Markdown is shown.");
const expiresInSeconds = z
  .number()
  .int()
  .min(1)
  .max(2_592_000)
  .optional()
  .describe("Leave it out unless an answer after that time is of no use; a week when not given.");
const label = z.string().trim().min(1).max(200);
const differ = (all: readonly string[]): boolean => new Set(all).size === all.length;

const WAITING =
  "The person sees it as buttons or fields and may answer in a minute or next week; you go on then. Call it last, after what you say, and ask nothing else in the same answer. When nobody answers in time the result is {expired: true}.";

interface Asking<Input> {
  name: string;
  kind: ClientActionKind;
  /** What it asks and what comes back. */
  description: string;
  available?(offer: ToolOffer): boolean;
  input(offer: ToolOffer): z.ZodType<Input & { prompt: string; expiresInSeconds?: number | undefined }>;
  /** JSON Schema of the answer. */
  schema(input: Input): JsonObject;
  /** What the model is told; the answer itself when not given. */
  told?(response: Json, call: ToolCall): Json;
}

/** A tool that asks a person and goes on with the answer, however much later it comes. */
const asking = <Input>({ kind, description, input, schema, told = (response) => response, ...named }: Asking<Input>) =>
  defineTool({
    ...named,
    label: "Asking",
    sideEffect: "none",
    description: `${description} ${WAITING}`,
    schema: input,
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
  description:
    "Asks the person to choose among options that you name. The result is {response}: the value that was chosen, a list of values when multiple, or the person's own words when allowOther.",
  input: () =>
    z.strictObject({
      prompt,
      options: z
        .array(
          z.strictObject({
            value: label.describe("What you get back"),
            label: label.optional().describe("What the person reads; the value when not given"),
            description: z.string().max(500).optional().describe("A second line below the label"),
          }),
        )
        .min(2)
        .max(20)
        .refine((all) => differ(all.map(({ value }) => value)), "The values must differ."),
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
    const most = options.length + (allowOther ? 1 : 0);
    return multiple ? { type: "array", items: one, minItems: 1, maxItems: most, uniqueItems: true } : one;
  },
});

const field = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z_]\w{0,49}$/, "Use letters, digits and _, beginning with a letter.")
      .describe("The key in the result, e.g. known_so_far"),
    label: label.describe("What the person reads"),
    type: z.enum(["text", "long_text", "number", "integer", "yes_no", "date", "email", "choice"]),
    required: z.boolean().default(true),
    help: z.string().max(500).optional().describe("A hint below the field"),
    options: z.array(label).max(50).optional().describe("Of a choice, at least two"),
    min: z.number().optional().describe("Of a number or integer"),
    max: z.number().optional().describe("Of a number or integer"),
  })
  .check(({ value: { type, options = [], min, max }, issues }) => {
    const wrong = (path: string, message: string) =>
      issues.push({ code: "custom", input: path, path: [path], message });
    if (type === "choice" && options.length < 2) wrong("options", "A choice needs at least two options.");
    if (type === "choice" && !differ(options)) wrong("options", "The options must differ.");
    if (min !== undefined && max !== undefined && min > max) wrong("max", "It must not be less than min.");
  });
type Field = z.output<typeof field>;

export const askForm = asking({
  name: "ask_form",
  kind: "form",
  description:
    "Asks the person to fill in a form of a few fields. The result is {response}: an object with the value of each field by its name; what was left empty is missing.",
  input: () =>
    z.strictObject({
      prompt,
      fields: z
        .array(field)
        .min(1)
        .max(20)
        .refine((all) => differ(all.map(({ name }) => name)), "The names must differ."),
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
  description: "Asks the person for a yes or a no. The result is {response: true} for yes, {response: false} for no.",
  input: () => z.strictObject({ prompt, expiresInSeconds }),
  schema: () => ({ type: "boolean" }),
});

export const askFile = asking({
  name: "ask_file",
  kind: "file",
  description:
    "Asks the person to upload files to this session. The result is {response}: a list with the id, name and type of each file, which the tools that read files then take.",
  available: ({ definition }) => definition.features.fileUpload,
  input: ({ definition }) =>
    z.strictObject({
      prompt,
      fileTypes: z
        .array(z.enum(definition.fileTypes as [string, ...string[]]))
        .max(10)
        .optional()
        .describe("Leave it out to take any of these"),
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
