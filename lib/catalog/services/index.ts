import { chartMaker } from "./chart-maker.ts";
import { dataAnalyzer } from "./data-analyzer.ts";
import type { EnablingServiceDefinition } from "./definition.ts";
import { fileParser } from "./file-parser.ts";

/** Every enabling service of this installation. */
export const serviceDefinitions: readonly EnablingServiceDefinition[] = [fileParser, dataAnalyzer, chartMaker];
