// node create-people.mjs COUNT: people of one workspace with an API key each, printed as a list; the first one owns it.
import { createUser } from "../lib/server/commands/create-user.ts";
import { openHost } from "../lib/server/commands/open-host.ts";

const count = Number(process.argv[2]);
const host = await openHost();
const keys = [];
try {
  for (let n = 0; n < count; n++) {
    const options = ["--email", `bench-${n}@example.com`, "--password", "bench-bench-42", "--workspace", "Bench"];
    const role = n > 0 ? ["--role", "member"] : [];
    const print = (line) => keys.push(JSON.parse(line).apiKey);
    await createUser.run([...options, ...role, "--api-key"], { ...host, print });
  }
} finally {
  await host.close();
}
console.log(JSON.stringify(keys));
