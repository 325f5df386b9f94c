import { dirname } from "node:path";

/** The checkout: the folder that holds package.json, prisma/ and node_modules/. Launcher code only, never in the bundle. */
export const projectRoot = dirname(dirname(import.meta.dirname));
