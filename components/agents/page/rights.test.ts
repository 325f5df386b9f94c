import { expect, test } from "vitest";
import { rightsOn } from "./rights.ts";

const owner = { role: "primary", isOwner: true, status: "active", workspaceRole: "member" } as const;
const allowed = (standing: Parameters<typeof rightsOn>[0]) =>
  Object.entries(rightsOn(standing))
    .filter(([, may]) => may)
    .map(([right]) => right);

test("the owner may do everything with a living agent", () => {
  expect(Object.values(rightsOn(owner)).every(Boolean)).toBe(true);
});

test("an agent that was never used cannot be archived", () => {
  expect(allowed({ ...owner, status: "absent" })).not.toContain("archive");
});

test("an archived agent is there to be read, and to forget", () => {
  expect(allowed({ ...owner, status: "archived" })).toEqual(["seePreferences", "seeMemory", "forget", "seeTimeline"]);
});

test("another primary may do all of it but start sessions, which are the owner's", () => {
  const { start: _start, ...all } = rightsOn(owner);
  expect(allowed({ ...owner, isOwner: false })).toEqual(Object.keys(all));
});

test.each(["shared", "mentee", "observer"] as const)("with the role %s one changes nothing here", (role) => {
  expect(allowed({ ...owner, role, isOwner: false })).toEqual([]);
});

test("a viewer of the workspace changes nothing, not even what is theirs", () => {
  expect(allowed({ ...owner, workspaceRole: "viewer" })).toEqual(["seePreferences", "seeMemory", "seeTimeline"]);
});
