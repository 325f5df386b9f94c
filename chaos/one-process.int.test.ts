import { postgres } from "./rows/postgres.ts";
import { question } from "./rows/question.ts";
import { sigkill } from "./rows/sigkill.ts";
import { stop } from "./rows/stop.ts";
import { describeRows } from "./short-run.ts";

const rows = [sigkill, stop, question, postgres];
describeRows("one process with its own database loses nothing by", rows, { processes: 1, proxy: false });
