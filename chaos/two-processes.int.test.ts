import { clients } from "./rows/clients.ts";
import { deploy } from "./rows/deploy.ts";
import { models } from "./rows/models.ts";
import { sigkill } from "./rows/sigkill.ts";
import { twice } from "./rows/twice.ts";
import { zombie } from "./rows/zombie.ts";
import { describeRows } from "./short-run.ts";

const rows = [sigkill, zombie, clients, twice, models, deploy];
describeRows("two processes behind a round-robin proxy lose nothing by", rows, { processes: 2, proxy: true });
