import type { JsonObject } from "#lib/domain/json.ts";

/** A tool call of the probe's script. */
export interface Call {
  tool: string;
  input: JsonObject;
}

/** What `ask KIND [SECONDS]` asks; an approval is of a tally that waits for it. */
export const QUESTIONS: Record<string, (expiry: JsonObject) => Call> = {
  choice: (expiry) => ({
    tool: "ask_choice",
    input: {
      prompt: "Which one?",
      options: [
        { value: "a", label: "Apples" },
        { value: "b", label: "Bananas" },
      ],
      ...expiry,
    },
  }),
  choices: (expiry) => ({
    tool: "ask_choice",
    input: {
      prompt: "Which ones shall I **compare**?",
      options: [
        { value: "price", label: "Price", description: "What it costs over three years, with support" },
        { value: "speed", label: "Speed", description: "Time to the first answer" },
        { value: "care", label: "Care" },
      ] as JsonObject[],
      multiple: true,
      allowOther: true,
      ...expiry,
    },
  }),
  form: (expiry) => ({
    tool: "ask_form",
    input: {
      prompt: "Tell me about it.",
      fields: [
        { name: "name", label: "Name", type: "text" },
        { name: "amount", label: "Amount", type: "integer", min: 0, max: 100, required: false },
      ] as JsonObject[],
      ...expiry,
    },
  }),
  details: (expiry) => ({
    tool: "ask_form",
    input: {
      prompt: "What shall I book?",
      fields: [
        { name: "who", label: "For whom", type: "text", help: "As on the passport" },
        { name: "mail", label: "E-mail", type: "email" },
        { name: "day", label: "Day", type: "date" },
        { name: "nights", label: "Nights", type: "integer", min: 1, max: 30 },
        { name: "budget", label: "Budget", type: "number", min: 0.5, required: false },
        { name: "breakfast", label: "Breakfast", type: "yes_no" },
        { name: "room", label: "Room", type: "choice", options: ["Single", "Double"] },
        { name: "city", label: "City", type: "choice", options: ["Bern", "Graz", "Lyon", "Oslo", "Turin"] },
        { name: "wishes", label: "Wishes", type: "long_text", required: false },
      ] as JsonObject[],
      ...expiry,
    },
  }),
  confirm: (expiry) => ({ tool: "ask_confirm", input: { prompt: "Shall I go on?", ...expiry } }),
  file: (expiry) => ({ tool: "ask_file", input: { prompt: "Which file?", ...expiry } }),
  approval: () => ({ tool: "approved_tally", input: { key: "approved" } }),
};
