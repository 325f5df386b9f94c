import { contentWords, wordsOf } from "./words.ts";

/** An agent that a conversation can be handed to, as the `hand_off` tool describes it. */
export type Target = { slug: string; description: string };

// What people say when they need one of the built-in agents, stemmed as `words.ts` stems; English and German.
const LEXICON: Record<string, string> = {
  "content-liaison":
    "file document spreadsheet csv excel xlsx pdf docx word sheet table column row data dataset upload attach summarize summarise summary analyze analyse analysis report sale revenue datei dokument tabelle daten umsatz umsätze auswerten auswertung zusammenfassen",
  "insights-liaison":
    "insight pattern trend forecast correlation outlier chart dashboard finding segment cluster erkenntnis muster prognose",
  "operations-liaison":
    "process operation bottleneck throughput efficiency optimise optimize logistic supply queue lead prozess ablauf engpass",
  "business-outcomes-liaison":
    "roi outcome business case benefit payback investment strategy kpi objective goal nutzen geschäftsziel",
  luca: "tax vat invoice accounting bookkeeping bookkeeper ledger balance margin profit loss depreciation loan interest cash budget cost expense finance financial payroll audit steuer rechnung buchhaltung buchen mwst kredit zins gewinn verlust",
  cadence: "compliance filing deadline return vat tax authority declaration frist steuererklärung",
  tutor: "teach learn lesson explain understand study practise practice exercise tutor lernen erklären unterricht üben",
  "thought-partner":
    "decide decision choose choice option dilemma weigh think thought reflect entscheiden entscheidung abwägen überlegen",
  evaluator:
    "evaluate evaluation judge assess assessment review mark grade feedback improve draft bewerten beurteilen begutachten",
  analyst: "stock share ticker valuation dcf equity earning dividend sentiment peer market aktie kurs bewertung",
};

const SMALL_TALK = {
  greeting:
    /^\W*(hi|hello|hey|hallo|moin|servus|good (morning|afternoon|evening)|guten (morgen|tag|abend))\b[^?]{0,20}$/i,
  thanks: /^\W*(thanks|thank you|thx|danke|merci|great|perfect|super)\b.{0,30}$/i,
  goodbye: /^\W*(bye|goodbye|see you|tschüss|ciao)\b.{0,20}$/i,
  abilities:
    /\b(what (can|do) (you|this|i)( \w+)? do|how (can|do) you help|how does this work|who are you|what are you|are you (a|an) (ai|llm|bot|human|real)|which agents|^help$|was kannst du|wer bist du|hilfe$)/i,
} as const;

export type SmallTalk = keyof typeof SMALL_TALK;

export function smallTalkIn(text: string): SmallTalk | undefined {
  return (Object.keys(SMALL_TALK) as SmallTalk[]).find((kind) => SMALL_TALK[kind].test(text.trim()));
}

/** How well each target fits a text: lexicon hits count 2, words of its description 1, its own name 6. Best first. */
export function rankTargets(text: string, targets: readonly Target[]): { target: Target; score: number }[] {
  const words = new Set(contentWords(text));
  return targets
    .map((target) => {
      const lexicon = new Set(wordsOf(LEXICON[target.slug] ?? ""));
      const described = new Set(contentWords(target.description));
      const name = wordsOf(target.slug);
      let score = name.every((part) => words.has(part)) ? 6 : 0;
      for (const word of words) score += lexicon.has(word) ? 2 : described.has(word) ? 1 : 0;
      return { target, score };
    })
    .sort((a, b) => b.score - a.score);
}

/** The request as a goal: without the courtesies, starting with what is to be done. */
export function goalOf(text: string): string {
  const plain = text
    .replace(/\s+/g, " ")
    .replace(/^\W*(hi|hello|hey|hallo)\b[,!. ]*/i, "")
    .replace(/\bplease\b,?\s*/gi, "")
    .trim();
  const toDo =
    /^i(?:'ve| have)(?: got)? ((?:an?|some|the|two|three|several|my) .+?) (?:that i (?:want|need) )?to (\w+)(.*)$/i.exec(
      plain,
    );
  const goal = toDo
    ? `${toDo[2]} ${toDo[1]}${toDo[3]}`
    : plain.replace(
        /^(can|could|would|will) you (help me (to |with )?)?|^(i|we) (want|need|would like|'d like) (you )?(to )?|^help me (to |with )?/i,
        "",
      );
  const sentence = goal.replace(/[.?!\s]+$/, "").slice(0, 300);
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
