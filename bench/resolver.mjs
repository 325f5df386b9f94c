// npm run bench -- --resolver: what it costs to know which model answers, from the cache and anew.
import { PrismaPg } from "@prisma/adapter-pg";
import { createSecretBox } from "../lib/adapters/crypto/secret-box.ts";
import { createModel } from "../lib/adapters/models/create-model.ts";
import { createLlmConfigs } from "../lib/adapters/postgres/llm-configs.ts";
import { keyPlace } from "../lib/application/llm/config-rules.ts";
import { createModelResolver } from "../lib/application/llm/resolve-model.ts";
import { providers } from "../lib/catalog/providers.ts";
import { PrismaClient } from "../lib/generated/prisma/client.ts";
import { newId } from "../lib/server/new-id.ts";
import { auditEntry } from "../lib/testing/audit-entry.ts";
import { median, percentile, repeated, sample, time } from "./agents/measure.mjs";
import { openStage, select } from "./agents/stage.mjs";
import { draw } from "./report.mjs";

const ROUNDS = 5;
const HITS = 100_000;
const MISSES = 400;
/** A workspace with as many configs as a chain holds, and a person's own. */
const CONFIGS = 5;

const stage = await openStage();
const { pool, workspaceId, ownerId: userId } = stage;
const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
const configs = createLlmConfigs(prisma);
const secrets = createSecretBox({ current: "k", keys: { k: Buffer.alloc(32, 7).toString("base64") } });
const bus = { publish() {}, subscribe: () => ({ close() {} }) };
const open = (connection) => createModel(connection, { fetch });
const resolver = createModelResolver({
  configs,
  secrets,
  providers,
  createModel: open,
  invalidations: bus,
  now: Date.now,
});
const request = { workspaceId, userId, configId: null };

async function connect(name, ownerId) {
  const [id, at] = [newId(), stage.now()];
  const keyCipher = secrets.seal("sk-0123456789abcdef", keyPlace({ id, workspaceId }));
  const config = { id, workspaceId, ownerId, name, provider: "openai", model: "gpt-4.1", keyCipher, keyHint: "…cdef" };
  const unused = { baseUrl: null, deployment: null, apiVersion: null, wire: null, price: null, validatedAt: null };
  const row = { ...config, ...unused, isDefault: false, createdAt: at, updatedAt: at };
  await configs.insert(row, auditEntry({ workspaceId, userId }));
}

try {
  await pool.query("insert into encryption_keys (id, state) values ('k', 'retiring')");
  for (let n = 0; n < CONFIGS; n++) await connect(`Model ${n}`, null);
  await connect("Own", userId);
  const anew = async () => {
    resolver.invalidate(workspaceId);
    (await resolver.resolve(request))[0].open();
  };
  const works = [() => select(pool, workspaceId), anew];
  await sample(MISSES, works);
  const { plain, miss, missP99, hit } = await repeated(ROUNDS, async () => {
    const [plains, misses] = await sample(MISSES, works);
    const hits = await time(async () => {
      for (let n = 0; n < HITS; n++) await resolver.resolve(request);
    });
    return { plain: median(plains), miss: median(misses), missP99: percentile(misses, 0.99), hit: hits / HITS };
  });
  const ms = (value) => `${value.toFixed(value < 0.1 ? 4 : 2)} ms`;
  const held = (value, must) => (value < must ? "yes" : "NO");
  console.log(
    draw(
      ["figure", "must", "measured", "a plain select", "ratio", "held"],
      [
        ["a model from the cache, mean", "< 0.1 ms", ms(hit), "–", "–", held(hit, 0.1)],
        ["anew, its key opened, p50", "< 5 ms", ms(miss), ms(plain), `${(miss / plain).toFixed(2)} ×`, held(miss, 5)],
        ["anew, p99", "–", ms(missP99), "–", "–", "–"],
      ],
    ),
  );
  process.exitCode = hit < 0.1 && miss < 5 ? 0 : 1;
} finally {
  resolver.close();
  await prisma.$disconnect();
  await stage.close();
}
