import { expect, test } from "vitest";
import { type AgentInfo, nameOfSlug } from "#components/agents/agent-info.ts";
import { acceptOf, refusal } from "#components/chat/composer/attachments.ts";

const agent = { name: "Luca", fileTypes: ["csv", "pdf"], maxFileBytes: 1_048_576 } as unknown as AgentInfo;

test("a file is refused with the reason before it is sent", () => {
  expect(refusal(agent, { name: "a.CSV", size: 5 })).toBeNull();
  expect(refusal(agent, { name: "a.exe", size: 5 })).toBe("Luca takes csv, pdf files.");
  expect(refusal(agent, { name: "noending", size: 5 })).not.toBeNull();
  expect(refusal(agent, { name: "a.csv", size: 0 })).toBe("This file is empty.");
  expect(refusal(agent, { name: "a.csv", size: 2_000_000 })).toBe("Files may be up to 1.0 MB; this one has 1.9 MB.");
  expect(acceptOf(agent)).toBe(".csv,.tsv,.pdf");
  expect(nameOfSlug("content-liaison")).toBe("Content Liaison");
});
