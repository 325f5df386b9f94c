import type { Row } from "./row.ts";
import { sigkill } from "./rows/sigkill.ts";

/** The fault table. */
export const rows: readonly Row[] = [sigkill];
