import type { ProviderRegistry } from "#lib/domain/llm/provider.ts";
import type { WorkflowDefinition } from "../workflows/definition.ts";
import type { Accounts, Passwords, Tokens } from "./accounts.ts";
import type { Catalog } from "./catalog.ts";
import type { Outbound, ServiceCircuits } from "./circuits.ts";
import type { FileStorage } from "./files.ts";
import type { IdempotencyKeys } from "./idempotency.ts";
import type { AgentChanges, Invalidations, Live } from "./live.ts";
import type { LlmConfigs } from "./llm-configs.ts";
import type { Memories } from "./memories.ts";
import type { CreateModel, ModelResolver } from "./models.ts";
import type { AgentReads, SessionReads } from "./reads.ts";
import type { Runs } from "./runs.ts";
import type { SecretBox } from "./secrets.ts";
import type { EnablingServices } from "./services.ts";
import type { SignIns } from "./sign-ins.ts";
import type { Store } from "./store.ts";
import type { Engine, Turns } from "./turns.ts";

/** Everything the verbs may ask of the world. Each port lists its own owner's rules. */
export interface Ports {
  catalog: Catalog;
  accounts: Accounts;
  signIns: SignIns;
  passwords: Passwords;
  tokens: Tokens;
  idempotency: IdempotencyKeys;
  store: Store;
  sessions: SessionReads;
  agents: AgentReads;
  memories: Memories;
  turns: Turns;
  runs: Runs;
  engine: Engine;
  live: Live;
  agentChanges: AgentChanges;
  invalidations: Invalidations;
  files: FileStorage;
  services: EnablingServices;
  workflows: readonly WorkflowDefinition[];
  llmConfigs: LlmConfigs;
  secrets: SecretBox;
  providers: ProviderRegistry;
  createModel: CreateModel;
  models: ModelResolver;
  circuits: ServiceCircuits;
  outbound: Outbound;
}
