import { describe, expect, it } from "vitest";
import { chatRequest, messageToSend } from "./request.ts";

const user = (parts: object[]) => ({ id: "m1", role: "user", parts });
const send = (body: object) => messageToSend(chatRequest.parse({ id: "chat", ...body }));

describe("what useChat sends", () => {
  it("gives the last message's text and uploaded files", () => {
    const file = "01990000-0000-7000-8000-000000000001";
    const parts = [
      { type: "text", text: "hi", state: "done" },
      { type: "file", mediaType: "text/csv", url: `http://localhost:3000/api/files/${file}` },
      { type: "data-anything", data: 1 },
    ];
    expect(send({ messages: [user([{ type: "text", text: "old" }]), user(parts)], trigger: "submit-message" })).toEqual(
      {
        id: "m1",
        parts: [
          { type: "text", text: "hi" },
          { type: "file", fileId: file },
        ],
      },
    );
  });

  it.each([
    ["an empty message", { messages: [user([])] }],
    ["an assistant's message", { messages: [{ id: "m", role: "assistant", parts: [{ type: "text", text: "x" }] }] }],
    ["no message", {}],
    ["a file that is not uploaded", { messages: [user([{ type: "file", url: "data:text/plain,hi" }])] }],
  ])("refuses %s", (_name, body) => {
    expect(() => send(body)).toThrow(expect.objectContaining({ code: "validation_failed" }));
  });

  it("refuses fields that it does not know", () => {
    expect(chatRequest.safeParse({ id: "chat", workspaceId: "x" }).success).toBe(false);
  });
});
