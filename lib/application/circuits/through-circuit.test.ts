import { describe, expect, test } from "vitest";
import { createServiceCircuits } from "./service-circuits.ts";
import { throughCircuit } from "./through-circuit.ts";

function world() {
  const circuits = createServiceCircuits(() => 0);
  let asked = 0;
  const through = (answer: () => Response | never) =>
    throughCircuit(async () => {
      asked++;
      return answer();
    }, circuits.of("registry"));
  return { circuits, through, asked: () => asked };
}

describe("a fetch behind a circuit", () => {
  test("asks a service no more that answers with 500 again and again, and gives on each of its answers", async () => {
    const { through, asked } = world();
    const send = through(() => new Response("out of order", { status: 503 }));
    for (let time = 0; time < 5; time++) expect(await (await send("http://registry")).text()).toBe("out of order");
    await expect(send("http://registry")).rejects.toMatchObject({ code: "service_circuit_open" });
    expect(asked()).toBe(5);
  });

  test("asks on where the request was wrong", async () => {
    const { through, circuits } = world();
    const send = through(() => new Response(null, { status: 404 }));
    for (let time = 0; time < 9; time++) await send("http://registry");
    expect(circuits.list()).toEqual([]);
  });

  test("counts what the network does, and not what was stopped", async () => {
    const { through, circuits } = world();
    const stopped = through(() => {
      throw new DOMException("Stopped.", "AbortError");
    });
    for (let time = 0; time < 9; time++) await expect(stopped("http://registry")).rejects.toThrow("Stopped.");
    expect(circuits.list()).toEqual([]);
    const lost = through(() => {
      throw new TypeError("fetch failed");
    });
    await expect(lost("http://registry")).rejects.toThrow("fetch failed");
    expect(circuits.list()).toMatchObject([{ service: "registry", failures: 1 }]);
  });
});
