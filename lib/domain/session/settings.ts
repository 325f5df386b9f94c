/** What a person sets for one conversation when they start it; what is not set, the agent and its model decide. */
export interface ConversationSettings {
  /** Replaces the agent's system prompt. */
  systemPrompt: string | null;
  /** The model that answers where a message names none. */
  llmConfigId: string | null;
  config: {
    temperature?: number;
    topP?: number;
    maxOutputTokens?: number;
    /** The only tools of the agent that may be used. */
    tools?: string[];
  };
}
