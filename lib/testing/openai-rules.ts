/**
 * What OpenAI's API refuses with a 400, as far as our requests can get there, and what stricter servers of the same wire
 * refuse besides: an order of the results that is not that of the calls, an id twice, arguments that are no object.
 * https://platform.openai.com/docs/api-reference/chat/create and /responses/create
 */
export function refusalOf(path: string, body: unknown): string | null {
  try {
    const { messages, input, tools } = body as Record<string, unknown>;
    if (path.endsWith("/responses")) checkItems(input as Item[]);
    else checkMessages(messages as Message[]);
    checkTools(tools as Tool[] | undefined, path.endsWith("/responses"));
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

type Message = Record<string, unknown> & { role: string; tool_calls?: Call[]; tool_call_id?: string };
type Call = { id: string; type: string; function: { name: string; arguments: string } };
type Item = Record<string, unknown> & { type?: string; role?: string; call_id?: string; name?: string };
type Tool = Record<string, unknown> & { function?: ToolParts };
type ToolParts = { name?: unknown; description?: string; parameters?: Schema; strict?: unknown };
type Schema = { [key: string]: unknown };

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;
const KEYS: Record<string, string[]> = {
  system: ["role", "content"],
  user: ["role", "content"],
  assistant: ["role", "content", "tool_calls", "refusal"],
  tool: ["role", "content", "tool_call_id"],
};

function demand(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

function checkMessages(messages: Message[]): void {
  demand(Array.isArray(messages) && messages.length > 0, "[] is too short - 'messages'");
  const seen = new Set<string>();
  let open: string[] = [];
  for (const [index, message] of messages.entries()) {
    const at = `messages.[${index}]`;
    const keys = KEYS[message.role];
    demand(keys, `Invalid value: '${message.role}' - '${at}.role'`);
    for (const [key, value] of Object.entries(message))
      demand(value === undefined || keys.includes(key), `Additional properties are not allowed ('${key}') - '${at}'`);
    if (message.role === "tool") {
      demand(open.length > 0, `${at}: messages with role 'tool' must be a response to a preceding 'tool_calls'`);
      demand(open.shift() === message.tool_call_id, `${at}: '${message.tool_call_id}' is not the next of the calls`);
      demand(typeof message.content === "string", `Invalid content - '${at}.content'`);
      continue;
    }
    demand(open.length === 0, `These tool_call_ids did not have response messages: ${open.join(", ")}`);
    open = (message.tool_calls ?? []).map((call) => checkCall(call.id, 40, call.function, seen));
    const mayBeNull = message.role === "assistant" && open.length > 0;
    demand(typeof message.content === "string" || mayBeNull, `Invalid content: null - '${at}.content'`);
    demand(message.tool_calls === undefined || open.length > 0, `[] is too short - '${at}.tool_calls'`);
  }
  demand(open.length === 0, `These tool_call_ids did not have response messages: ${open.join(", ")}`);
}

function checkItems(items: Item[]): void {
  demand(Array.isArray(items) && items.length > 0, "Missing required parameter: 'input'");
  const seen = new Set<string>();
  const open: string[] = [];
  for (const [index, item] of items.entries()) {
    const { type = "message", role, call_id: id = "", name = "", arguments: args, output } = item;
    const encrypted = item.encrypted_content;
    if (type === "function_call") open.push(checkCall(id, 64, { name, arguments: args as string }, seen));
    else if (type === "function_call_output") {
      demand(open.shift() === id, `No tool call found for function call output with call_id ${id}.`);
      demand(typeof output === "string", `Invalid output of ${id}`);
    } else if (type === "reasoning") {
      demand(encrypted, "Reasoning that is not stored has to come with its 'encrypted_content'");
      const next = items[index + 1];
      const isModels = next?.role === "assistant" || next?.type === "function_call" || next?.type === "reasoning";
      demand(isModels, "A 'reasoning' item was provided without its following item");
    } else {
      demand(type === "message" && role, `Invalid value: '${type}'`);
      demand(open.length === 0, `No tool output found for function call ${open[0]}.`);
    }
  }
  demand(open.length === 0, `No tool output found for function call ${open[0]}.`);
}

function checkCall(id: string, longest: number, call: { name: string; arguments: string }, seen: Set<string>): string {
  demand(id && id.length <= longest, `Invalid id of a call: '${id}'`);
  demand(!seen.has(id), `The id '${id}' names two calls`);
  demand(NAME.test(call.name), `Invalid name of a function: '${call.name}'`);
  const input: unknown = JSON.parse(call.arguments);
  demand(typeof input === "object" && input !== null && !Array.isArray(input), `Arguments of ${id} are no object`);
  seen.add(id);
  return id;
}

function checkTools(tools: Tool[] | undefined, isResponses: boolean): void {
  if (tools === undefined) return;
  demand(tools.length > 0 && tools.length <= 128, "Invalid 'tools': array of a wrong length");
  const parts = tools.map((tool) => (isResponses ? (tool as ToolParts) : (tool.function ?? {})));
  demand(new Set(parts.map(({ name }) => name)).size === parts.length, "Function names must be unique");
  for (const { name, description = "", parameters, strict } of parts) {
    demand(typeof name === "string" && NAME.test(name), `Invalid 'tools.function.name': ${name}`);
    demand(description.length <= 1_024, `Invalid 'tools.function.description' of ${name}: string too long`);
    demand(parameters?.type === "object", `Invalid schema for function '${name}': schema must be of type 'object'`);
    for (const key of ["oneOf", "anyOf", "allOf", "enum", "not"])
      demand(!(key in parameters), `Invalid schema for function '${name}': '${key}' at the top level`);
    checkSchema(String(name), parameters);
    // Left out, the Responses API makes every optional field a required one.
    demand(strict === false || (!isResponses && strict === undefined), `'${name}' is strict`);
  }
}

function checkSchema(name: string, schema: Schema): void {
  demand(schema.type !== "array" || schema.items, `Invalid schema for function '${name}': array schema missing items`);
  const { properties = {}, required = [] } = schema as { properties?: Schema; required?: string[] };
  for (const key of required) demand(key in properties, `Invalid schema for function '${name}': '${key}' is missing`);
  for (const child of [...Object.values(properties), schema.items, schema.oneOf, schema.anyOf, schema.allOf].flat())
    if (child) checkSchema(name, child as Schema);
}
