import type { EnablingServiceDefinition } from "./definition.ts";

export const chartMaker = {
  name: "ChartMaker",
  title: "Chart maker",
  description:
    "Makes a chart that suits the data: time as a line, categories as bars from high to low, with a description for screen readers.",
  icon: "chart-column",
  input: [{ name: "analysis", type: "object", description: "An analysis, or rows with the columns to draw." }],
  output: [
    {
      name: "chart",
      type: "chart",
      description: "The chart as data; none when there is nothing to draw.",
      optional: true,
    },
  ],
} as const satisfies EnablingServiceDefinition;
