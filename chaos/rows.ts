import type { Row } from "./row.ts";
import { clients } from "./rows/clients.ts";
import { deploy } from "./rows/deploy.ts";
import { models } from "./rows/models.ts";
import { postgres } from "./rows/postgres.ts";
import { question } from "./rows/question.ts";
import { sigkill } from "./rows/sigkill.ts";
import { stop } from "./rows/stop.ts";
import { twice } from "./rows/twice.ts";
import { zombie } from "./rows/zombie.ts";

/** The fault table. */
export const rows: readonly Row[] = [sigkill, zombie, postgres, models, clients, twice, deploy, stop, question];
