/**
 * What Anthropic's API refuses with a 400, as far as our requests can get there.
 * https://docs.anthropic.com/en/api/messages and /docs/build-with-claude/extended-thinking
 */
export function anthropicRefusal(headers: Headers, body: Request): string | null {
  try {
    demand(headers.get("x-api-key"), "x-api-key: Field required");
    demand(headers.get("anthropic-version"), "anthropic-version: header is required");
    demand(typeof body.model === "string" && body.model, "model: Field required");
    demand(Number.isInteger(body.max_tokens) && body.max_tokens > 0, "max_tokens: Field required");
    demand(Array.isArray(body.messages) && body.messages.length > 0, "messages: at least one message is required");
    demand(body.messages[0]?.role === "user", 'messages: first message must use the "user" role');
    checkBlocks(body.messages);
    for (const { name, input_schema } of body.tools ?? []) {
      demand(NAME.test(name), `tools: '${name}' does not match ${NAME}`);
      demand(input_schema?.type === "object", `tools.${name}.input_schema.type: Field required`);
    }
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

interface Block {
  type: string;
  id?: string;
  name?: string;
  text?: string;
  signature?: string;
  data?: string;
  input?: unknown;
  tool_use_id?: string;
}
interface Request {
  model: string;
  max_tokens: number;
  messages: { role: string; content: string | Block[] }[];
  tools?: { name: string; input_schema?: { type?: string } }[];
}

const NAME = /^[a-zA-Z0-9_-]{1,128}$/;

function demand(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

function checkBlocks(messages: Request["messages"]): void {
  const seen = new Set<string>();
  let open: string[] = [];
  for (const [index, { role, content }] of messages.entries()) {
    const at = `messages.${index}`;
    demand(role === "user" || role === "assistant", `${at}.role: Input should be 'user' or 'assistant'`);
    demand(role !== messages[index - 1]?.role, `${at}: roles must alternate`);
    const blocks = typeof content === "string" ? [{ type: "text", text: content }] : content;
    demand(blocks.length > 0, `${at}: all messages must have non-empty content`);
    const answered = blocks.filter(({ type }) => type === "tool_result").map(({ tool_use_id: id = "" }) => id);
    demand(
      open.every((id) => answered.includes(id)),
      `${at}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open}`,
    );
    demand(
      answered.every((id) => open.includes(id)),
      `${at}: unexpected \`tool_use_id\` found in \`tool_result\` blocks`,
    );
    open = [];
    for (const { type, id = "", name = "", text, signature, data, input } of blocks) {
      demand(type !== "text" || text?.trim(), `${at}: text content blocks must contain non-whitespace text`);
      demand(type !== "thinking" || signature, `${at}: thinking.signature: Field required`);
      demand(type !== "redacted_thinking" || data, `${at}: redacted_thinking.data: Field required`);
      if (type !== "tool_use") continue;
      demand(NAME.test(id) && !seen.has(id), `${at}: \`tool_use\` ids must be unique`);
      demand(NAME.test(name), `${at}: tool_use.name: '${name}'`);
      demand(
        typeof input === "object" && input !== null && !Array.isArray(input),
        `${at}: tool_use.input: a dictionary`,
      );
      seen.add(id);
      open.push(id);
    }
  }
  demand(open.length === 0, `messages: \`tool_use\` ids were found without \`tool_result\` blocks: ${open}`);
}
