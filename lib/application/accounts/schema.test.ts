import { expect, test } from "vitest";
import { acceptInvitationInput } from "../invitations/schema.ts";
import { identityInput, updateProfileInput } from "../sign-ins/schema.ts";
import { changeWorkspaceInput, createWorkspaceInput } from "../workspaces/schema.ts";
import { setupInput } from "./schema.ts";

const password = "correct horse staple";
const setup = { email: "ada@example.com", password, name: "Ada", workspaceName: "Lab" };

/** Every form that sets a name which stands in letters to strangers. */
const forms = {
  "a workspace's first name": (name: string) => createWorkspaceInput.safeParse({ name }),
  "a workspace's new name": (name: string) => changeWorkspaceInput.safeParse({ name }),
  "the first workspace's name": (workspaceName: string) => setupInput.safeParse({ ...setup, workspaceName }),
  "the first person's name": (name: string) => setupInput.safeParse({ ...setup, name }),
  "an invited person's name": (name: string) => acceptInvitationInput.safeParse({ token: "inv_x", name, password }),
  "a person's new name": (name: string) => updateProfileInput.safeParse({ name }),
};

test.each(Object.entries(forms))("%s leads nowhere and stands on one line, and the form says why", (_, parse) => {
  for (const name of ["Ada Lovelace", "Müller & Söhne (Köln)", "Node.js: http/2", "Awww"])
    expect([name, parse(name).success]).toEqual([name, true]);
  const fault = (name: string) => parse(name).error?.issues.map(({ message }) => message);
  for (const name of ["Locked, see https://evil.example", "ftp://x", "see www.evil.example", "WWW.EVIL.EXAMPLE"])
    expect(fault(name)).toEqual(["Leave web addresses out of it: it stands in letters."]);
  for (const name of ["a\nb", "a\rb", "a\u2028b", "a\u2029b", "a\u0085b"])
    expect(fault(name)).toEqual(["Use one line without control characters."]);
  for (const name of ["می\u200cخواهم", "👩\u200d🚀"]) expect([name, fault(name)]).toEqual([name, undefined]);
  for (const name of ["\u200b", "\u202eevil", "A\u2060da", "\u200d\u200f"])
    expect([name, fault(name)]).toEqual([name, ["Use characters that can be seen."]]);
});

test("a name that a sign-in provider gives and that does not fit is left out", () => {
  const identity = { issuer: "https://login.example.com", subject: "1" };
  expect(identityInput.parse({ ...identity, name: "Ada" }).name).toBe("Ada");
  expect(identityInput.parse({ ...identity, name: "see https://evil.example" }).name).toBeUndefined();
});
