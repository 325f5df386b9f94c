import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createSecretBox } from "#lib/adapters/crypto/secret-box.ts";
import { createPostman, type Postman, waitAfter } from "#lib/adapters/mail/postman.ts";
import { createPost } from "#lib/adapters/mail/smtp.ts";
import { addLetter, createLetterQueue, dropLetters } from "#lib/adapters/postgres/letters.ts";
import { createPrisma } from "#lib/adapters/postgres/prisma.ts";
import { createServiceCircuits } from "#lib/application/circuits/service-circuits.ts";
import { letterPlace, writeLetter } from "#lib/application/mail/write-letter.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import type { PrismaClient } from "#lib/generated/prisma/client.ts";
import { newId } from "#lib/server/new-id.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { createMailHouse, type MailHouse } from "#lib/testing/mail-house.ts";

const secrets = createSecretBox({ current: "test", keys: { test: Buffer.alloc(32, 7).toString("base64") } });
const now = () => new Date().toISOString();
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

let database: TestDatabase;
let pool: pg.Pool;
let prisma: PrismaClient;
let house: MailHouse;
const open: Postman[] = [];
let look: () => void = () => {};

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 10 });
  prisma = createPrisma(pool);
  house = await createMailHouse();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
  await pool.query("truncate letters");
  house.refuse(null);
});
afterAll(async () => {
  await house.close();
  await prisma.$disconnect();
  await pool.end();
  await database.drop();
});

function postman(url = house.url, clock = Date.now) {
  const one = createPostman({
    queue: createLetterQueue(pool),
    post: createPost({ url, from: "Throughline <throughline@example.org>" }),
    open: (letter) => secrets.open(letter.bodyCipher, letterPlace(letter)),
    notices: {
      subscribe: (_topic, onKey) => {
        look = () => onKey("waiting");
        return { close: () => {} };
      },
    },
    circuit: createServiceCircuits(clock).of("smtp"),
    random: () => 0,
    onError: () => {},
  });
  open.push(one);
  return one;
}

async function post(to: string, changes: { text?: string; expiresAt?: string; aboutId?: string } = {}) {
  const ctx = { now, newId, ports: { secrets } as unknown as Ports };
  const letter = writeLetter(ctx, {
    to,
    subject: "Grüße",
    text: "https://secret.example",
    expiresAt: inAnHour(),
    ...changes,
  });
  await prisma.$transaction((tx) => addLetter(tx, letter));
  return letter.id;
}
const row = async (id: string) => (await pool.query("select * from letters where id = $1", [id])).rows[0];
const settled = (id: string) => expect.poll(async () => (await row(id)).status).not.toBe("waiting");

describe("letters", () => {
  test("arrive once, with their text, however many workers look, and keep nothing secret afterwards", async () => {
    const ids = await Promise.all(
      Array.from({ length: 12 }, (_, i) => post(`p${i}@example.org`, { text: `Link ${i} – ok` })),
    );
    expect(JSON.stringify(await row(ids[0] ?? ""))).not.toContain("Link 0");
    postman();
    const first = look;
    postman();
    first();
    look();
    await Promise.all(ids.map(settled));
    for (const [i, id] of ids.entries()) {
      expect(house.to(`p${i}@example.org`)).toEqual([
        { to: [`p${i}@example.org`], subject: "Grüße", messageId: `<${id}@throughline>`, text: `Link ${i} – ok` },
      ]);
      expect(await row(id)).toMatchObject({ status: "sent", body_cipher: null });
    }
  });

  test("that are refused for good are not tried again, and say why", async () => {
    house.refuse(550);
    const id = await post("nobody@example.org");
    postman();
    look();
    await settled(id);
    expect(await row(id)).toMatchObject({ status: "failed", body_cipher: null, attempts: 1 });
    expect((await row(id)).last_error).toContain("550");
  });

  test("wait while the server is away, for longer each time, and arrive when it is back", async () => {
    house.refuse(451);
    const id = await post("later@example.org");
    postman();
    const before = Date.now();
    look();
    await expect.poll(async () => (await row(id)).last_error).toContain("451");
    const { status, next_attempt_at: next } = await row(id);
    expect(status).toBe("waiting");
    expect(next.getTime()).toBeGreaterThan(before + 3_000);
    expect([1, 2, 3, 20].map((attempts) => waitAfter(attempts, () => 1))).toEqual([10_000, 20_000, 40_000, 1_800_000]);
    house.refuse(null);
    await pool.query("update letters set next_attempt_at = now() - interval '1 second'");
    look();
    await settled(id);
    expect(house.to("later@example.org")).toHaveLength(1);
  });

  test("leave a server alone that fails again and again, without using up their patience, and one asks later", async () => {
    let clock = 1_000_000;
    house.refuse(421);
    const ids = await Promise.all(Array.from({ length: 9 }, (_, i) => post(`away${i}@example.org`)));
    postman(house.url, () => clock);
    look();
    const attempts = async () => (await pool.query("select sum(attempts)::int as n from letters")).rows[0].n;
    await expect.poll(attempts).toBeGreaterThanOrEqual(5);
    await expect
      .poll(async () => (await pool.query("select count(*)::int as n from letters where last_error is null")).rows[0].n)
      .toBeLessThan(5);
    expect(await attempts()).toBeLessThan(8);
    await pool.query("update letters set next_attempt_at = now() - interval '1 second'");
    look();
    look();
    house.refuse(null);
    clock += 60_000;
    look();
    await Promise.all(ids.map(settled));
    expect(house.received.filter(({ to }) => to[0]?.startsWith("away"))).toHaveLength(9);
  });

  test("of something that is over are given up or called off, and hold nothing secret any more", async () => {
    const late = await post("late@example.org", { expiresAt: new Date(Date.now() - 1_000).toISOString() });
    const aboutId = newId();
    const dropped = await post("dropped@example.org", { aboutId });
    await prisma.$transaction((tx) => dropLetters(tx, aboutId, now()));
    postman();
    look();
    await settled(late);
    for (const id of [late, dropped]) expect(await row(id)).toMatchObject({ status: "failed", body_cipher: null });
    expect([...house.to("late@example.org"), ...house.to("dropped@example.org")]).toEqual([]);
  });

  test("whose worker died are sent by another one when its time is over", async () => {
    const id = await post("orphan@example.org");
    expect(await createLetterQueue(pool).claim(5)).toHaveLength(1);
    expect(await createLetterQueue(pool).claim(5)).toHaveLength(0);
    await pool.query("update letters set next_attempt_at = now() - interval '1 second' where id = $1", [id]);
    postman();
    look();
    await settled(id);
    expect(house.to("orphan@example.org")).toHaveLength(1);
  });
});
