import { describe, expect, it } from "vitest";
import { atPort, HOSTILE_URLS, INNER_ADDRESSES } from "#lib/testing/hostile-urls.ts";
import { classifyAddress, createOutboundPolicy } from "./outbound-policy.ts";

const closed = createOutboundPolicy();
const refusal = expect.objectContaining({ code: "outbound_refused" });
const check = (policy: ReturnType<typeof createOutboundPolicy>, url: string) => () => policy.checkUrl(new URL(url));

describe("an outbound URL", () => {
  const literal = HOSTILE_URLS.filter(([why]) => !why.startsWith("this machine by name"));
  it.each(literal)("is refused: %s (%s)", (_, url) => {
    expect(check(closed, atPort(url, 8080))).toThrow(refusal);
  });

  it.each(["ftp://example.com/", "file:///etc/passwd", "data:text/plain,x"])("is refused: %s", (url) => {
    expect(check(closed, url)).toThrow(refusal);
  });

  it.each([
    "https://api.openai.com/v1",
    "http://8.8.8.8/",
    "http://172.15.255.255/",
    "http://172.32.0.0/",
    "http://100.63.255.255/",
    "http://100.128.0.0/",
    "http://[2606:4700:4700::1111]/",
    "http://[2001:4860:4860::8888]/",
    "http://[::ffff:8.8.8.8]/",
    "http://[64:ff9b::8.8.8.8]/",
  ])("is permitted: %s", (url) => {
    expect(check(closed, url)).not.toThrow();
  });

  it("names the setting and the entry that would permit it", () => {
    expect(check(closed, "http://127.0.0.1:11434/v1")).toThrow('adds "127.0.0.1:11434" to the setting OUTBOUND_ALLOW');
    expect(check(closed, "http://[::1]:8080/")).toThrow('"[::1]:8080"');
    expect(check(closed, "http://169.254.169.254/")).toThrow("metadata");
  });
});

describe("a resolved address", () => {
  it("is judged whatever the name says", () => {
    expect(() => closed.checkAddress("127.0.0.1", "api.example.com", 443)).toThrow(
      /api\.example\.com leads to 127\.0\.0\.1/,
    );
    expect(() => closed.checkAddress("fe80::1%eth0", "api.example.com", 443)).toThrow(refusal);
    expect(() => closed.checkAddress("93.184.215.14", "api.example.com", 443)).not.toThrow();
  });

  it.each(INNER_ADDRESSES)("of a public name is refused: %s", (address) => {
    expect(() => closed.checkAddress(address, "api.example.com", 443)).toThrow(refusal);
  });

  it("is reserved when it is no address", () => {
    expect(classifyAddress("nonsense")).toBe("reserved");
  });
});

describe("OUTBOUND_ALLOW", () => {
  it.each([
    ["localhost", "127.0.0.1", "localhost", 11434, true],
    ["LOCALHOST.", "::1", "localhost", 1, true],
    ["localhost:11434", "127.0.0.1", "localhost", 11434, true],
    ["localhost:11434", "127.0.0.1", "localhost", 5432, false],
    ["http.internal:80", "10.0.0.5", "http.internal", 80, true],
    ["http.internal:80", "10.0.0.5", "http.internal", 81, false],
    ["ollama", "10.1.2.3", "ollama", 11434, true],
    ["ollama", "10.1.2.3", "ollama.example.com", 11434, false],
    ["ollama", "169.254.169.254", "ollama", 80, false],
    ["ollama", "0.0.0.0", "ollama", 80, false],
    ["10.0.0.0/8", "10.9.9.9", "anything", 1, true],
    ["10.0.0.0/8", "192.168.0.1", "anything", 1, false],
    ["10.0.0.0/8", "::ffff:10.0.0.1", "anything", 1, true],
    ["127.0.0.1", "127.0.0.1", "127.0.0.1", 1, true],
    ["127.0.0.1:8080", "127.0.0.1", "localhost", 8080, true],
    ["127.0.0.1:8080", "127.0.0.1", "localhost", 8081, false],
    ["127.1:8080", "127.0.0.1", "127.0.0.1", 8080, true],
    ["[::1]:8080", "::1", "::1", 8080, true],
    ["::1", "::1", "::1", 9, true],
    ["fd00::/8", "fd12::1", "db", 9, true],
    ["169.254.169.254", "169.254.169.254", "meta", 80, true],
    [" a , localhost ,, b:1 ", "127.0.0.1", "localhost", 3, true],
    ["", "127.0.0.1", "localhost", 3, false],
  ])("%j with %s of %s:%i permits: %s", (allow, address, host, port, permitted) => {
    const run = () => createOutboundPolicy(allow).checkAddress(address, host, port);
    if (permitted) expect(run).not.toThrow();
    else expect(run).toThrow(refusal);
  });

  it.each([
    "http://localhost",
    "10.0.0.0/33",
    "a b",
    "*.example.com",
    "host:99999",
    "user@host",
    "::1/200",
    "host:port",
    "a/b",
  ])("refuses the entry %j by name", (entry) => {
    expect(() => createOutboundPolicy(`localhost,${entry}`)).toThrow(
      expect.objectContaining({ code: "configuration_invalid", message: expect.stringContaining(entry) }),
    );
  });
});
