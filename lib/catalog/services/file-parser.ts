import type { EnablingServiceDefinition } from "./definition.ts";

export const fileParser = {
  name: "FileParser",
  title: "File parser",
  description:
    "Reads csv, tsv, xlsx, json, pdf, docx and txt files into tables or text, whatever their encoding, and refuses what is not what its name says.",
  icon: "file-search",
  input: [{ name: "file", type: "file", description: "The file to read." }],
  output: [
    {
      name: "tables",
      type: "list",
      description: "Name, columns with samples and number of rows of every table.",
      optional: true,
    },
    { name: "text", type: "text", description: "The document's text, with its headings and pages.", optional: true },
    { name: "warnings", type: "list", description: "What was left out or could not be read." },
  ],
} as const satisfies EnablingServiceDefinition;
