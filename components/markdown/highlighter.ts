import { createCodePlugin, type HighlightOptions, type HighlightResult } from "@streamdown/code";

const themes: HighlightOptions["themes"] = ["github-light-high-contrast", "github-dark-high-contrast"];
const plugin = createCodePlugin({ themes });

/** Calls back with coloured lines; a language that nobody knows stays plain. */
export function highlight(code: string, language: string, done: (lines: HighlightResult["tokens"]) => void): void {
  if (!plugin.supportsLanguage(language as HighlightOptions["language"])) return;
  const ready = plugin.highlight({ code, language: language as HighlightOptions["language"], themes }, (result) =>
    done(result.tokens),
  );
  if (ready) done(ready.tokens);
}
