import type { PromptMemory, Reading, Reply } from "./reading.ts";
import { contentWords } from "./words.ts";

// What people say when they mean earlier sessions; English and German.
const ASKS =
  /\b(?:do|what) (?:do )?you (?:still )?(?:remember|recall|know about me)\b|\blast (?:time|session)\b|\b(?:earlier|previous|past|former) (?:sessions?|conversations?|talks?)\b|\bwhat (?:did|have) we (?:\w+ ){0,2}(?:concluded?|decided?|agreed?|discuss(?:ed)?|do|done|talk(?:ed)?|find|found)\b|\bletzte[sn]? (?:mal|sitzung)\b|\berinnerst du\b|\bwas weißt du (?:noch|über mich)\b/i;
const NOT_A_TOPIC =
  /^(remember|recall|last|time|session|earlier|previous|past|former|conversation|talk|conclude|concluded|decide|decided|agree|agreed|discus|discuss|discussed|done|find|found|know|about|still|letzte|mal|sitzung|erinnerst)$/;
const SHOWN = 3;

const NOTHING =
  "I remember nothing of earlier sessions. When a session is completed I keep a short summary of it; one that is still open, or whose summary was deleted, I do not know.";

/** What was concluded before, when that is asked: the summaries in the prompt, word for word and nothing else. */
export function answerFromMemory({ question, memories, preferences }: Reading): Reply | undefined {
  if (!ASKS.test(question)) return undefined;
  const preferred = Object.entries(preferences).map(([name, value]) => `- ${name}: ${wordOf(value)}`);
  const known = preferred.length > 0 ? `\n\nYour preferences:\n${preferred.join("\n")}` : "";
  if (memories.length === 0) return { text: NOTHING + known };
  const fitting = aboutTheSame(question, memories);
  const told = (fitting.length > 0 ? fitting : memories).slice(0, SHOWN);
  const rest = memories.length - told.length;
  const more =
    rest > 0 ? `\n\nI remember ${rest} more ${rest === 1 ? "session" : "sessions"}; ask for its subject.` : "";
  return { text: ["From what I kept of earlier sessions:", ...told.map(word)].join("\n\n") + more + known };
}

/** Those that share a word of the question's subject; none when it names no subject. */
function aboutTheSame(question: string, memories: PromptMemory[]): PromptMemory[] {
  const topic = contentWords(question).filter((word) => !NOT_A_TOPIC.test(word));
  return memories.filter(({ session, summary }) => {
    const words = new Set(contentWords(`${session} ${summary}`));
    return topic.some((word) => words.has(word));
  });
}

const word = ({ session, completed, summary }: PromptMemory): string =>
  `**${session || "A session without a title"}** (completed ${completed})\n${quoted(summary)}`;

const quoted = (text: string): string =>
  text
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");

const wordOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
