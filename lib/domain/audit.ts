/** Everything that the audit log knows, and how it says it after the actor's name. A verb never changes its meaning. */
export const AUDIT_VERBS = {
  "account.signed-in": "signed in",
  "account.signed-out": "signed out",
  "account.sign-in-refused": "was refused at sign-in",
  "account.changed": "changed their account",
  "account.password-changed": "changed their password",
  "account.password-reset-requested": "asked for a new password",
  "account.password-reset": "set a new password by a link",
  "account.second-factor-enabled": "turned the second factor on",
  "account.second-factor-disabled": "turned the second factor off",
  "account.recovery-codes-renewed": "renewed their recovery codes",
  "account.session-revoked": "ended a sign-in",
  "account.identity-linked": "linked an outside identity",
  "account.identity-unlinked": "removed an outside identity",
  "account.exported": "exported their data",
  "account.deletion-scheduled": "asked for their account to be deleted",
  "account.deletion-cancelled": "kept their account",
  "account.deleted": "deleted their account",

  "workspace.created": "made the workspace",
  "workspace.changed": "changed the workspace",
  "workspace.ownership-transferred": "handed the workspace over to",
  "workspace.exported": "exported the workspace",
  "workspace.deletion-scheduled": "asked for the workspace to be deleted",
  "workspace.deletion-cancelled": "kept the workspace",

  "invitation.created": "invited",
  "invitation.renewed": "renewed the invitation of",
  "invitation.revoked": "withdrew the invitation of",
  "member.joined": "joined",
  "member.role-changed": "changed the role of",
  "member.suspended": "suspended",
  "member.restored": "restored",
  "member.removed": "removed",
  "member.left": "left",

  "api-key.created": "made the API key",
  "api-key.changed": "changed the API key",
  "api-key.revoked": "ended the API key",

  "llm-config.created": "connected the model",
  "llm-config.changed": "changed the model",
  "llm-config.rotated": "replaced the key of the model",
  "llm-config.tested": "tested the model",
  "llm-config.reordered": "reordered the models",
  "llm-config.deleted": "deleted the model",

  "budget.created": "set the budget",
  "budget.changed": "changed the budget",
  "budget.deleted": "deleted the budget",

  "secrets.rotated": "rotated the encryption key",

  "agent.changed": "changed the agent",
  "agent.archived": "archived the agent",
  "agent.draft-approved": "let a draft pass for the agent",
  "agent.draft-rejected": "rejected a draft for the agent",
  "agent.assigned": "gave a role on the agent",
  "agent.unassigned": "took a role on the agent",
  "session.deleted": "deleted the session",
  "session.restored": "restored the session",
  "session.erased": "deleted for good the session",
  "session.imported": "imported the session",
  "session.exported": "exported the session",

  "audit.exported": "exported the audit log",
  "audit.retention-changed": "changed how long the audit log is kept",
  "audit.pruned": "removed old entries of the audit log",
} as const satisfies Record<string, string>;

export type AuditVerb = keyof typeof AUDIT_VERBS;

/** What a verb was done to. */
export interface AuditTarget {
  kind:
    | "account"
    | "workspace"
    | "invitation"
    | "member"
    | "api-key"
    | "llm-config"
    | "budget"
    | "secrets"
    | "agent"
    | "session"
    | "audit";
  id: string;
  /** As people know it at that moment: a name, an e-mail address. */
  name?: string | null;
}
