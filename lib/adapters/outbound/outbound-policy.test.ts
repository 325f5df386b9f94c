import { describe, expect, it } from "vitest";
import { classifyAddress, createOutboundPolicy } from "./outbound-policy.ts";

const closed = createOutboundPolicy();
const refusal = expect.objectContaining({ code: "outbound_refused" });
const check = (policy: ReturnType<typeof createOutboundPolicy>, url: string) => () => policy.checkUrl(new URL(url));

describe("an outbound URL", () => {
  it.each([
    ["loopback", "http://127.0.0.1/"],
    ["loopback, decimal", "http://2130706433/"],
    ["loopback, octal", "http://0177.0.0.1/"],
    ["loopback, octal with many zeros", "http://00000177.1/"],
    ["loopback, hexadecimal", "http://0x7f.0.0.1/"],
    ["loopback, one hexadecimal number", "http://0x7f000001/"],
    ["loopback, short form", "http://127.1/"],
    ["loopback, any of the /8", "http://127.255.255.254/"],
    ["loopback, full-width digits", "http://１２７.０.０.１/"],
    ["loopback, circled digits", "http://①②⑦.⓪.⓪.①/"],
    ["loopback, percent-encoded", "http://%31%32%37.0.0.1/"],
    ["loopback with a trailing dot", "http://127.0.0.1./"],
    ["loopback, IPv6", "http://[::1]/"],
    ["loopback, IPv6 written out", "http://[0:0:0:0:0:0:0:1]/"],
    ["loopback, IPv4-mapped", "http://[::ffff:127.0.0.1]/"],
    ["loopback, IPv4-compatible", "http://[::127.0.0.1]/"],
    ["loopback, NAT64", "http://[64:ff9b::7f00:1]/"],
    ["loopback, local NAT64", "http://[64:ff9b:1::7f00:1]/"],
    ["loopback, 6to4", "http://[2002:7f00:1::]/"],
    ["loopback, Teredo", "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/"],
    ["metadata", "http://169.254.169.254/latest/meta-data/"],
    ["metadata, decimal", "http://2852039166/"],
    ["metadata, octal", "http://0251.0376.0251.0376/"],
    ["metadata, IPv4-mapped (CVE-2026-31943)", "http://[::ffff:a9fe:a9fe]/"],
    ["metadata, NAT64", "http://[64:ff9b::a9fe:a9fe]/"],
    ["metadata, IPv6", "http://[fd00:ec2::254]/"],
    ["Azure's in-guest service", "http://168.63.129.16/"],
    ["Alibaba's metadata", "http://100.100.100.200/"],
    ["Oracle's metadata", "http://192.0.0.192/"],
    ["private 10/8", "http://10.0.0.1/"],
    ["private 172.16/12, first", "http://172.16.0.0/"],
    ["private 172.16/12, last", "http://172.31.255.255/"],
    ["private 192.168/16", "https://192.168.1.1/"],
    ["CGNAT, first", "http://100.64.0.0/"],
    ["CGNAT, last", "http://100.127.255.255/"],
    ["unspecified", "http://0.0.0.0/"],
    ["unspecified, short", "http://0/"],
    ["unspecified, IPv6", "http://[::]/"],
    ["multicast", "http://224.0.0.1/"],
    ["broadcast", "http://255.255.255.255/"],
    ["benchmarking", "http://198.18.0.1/"],
    ["documentation", "http://192.0.2.1/"],
    ["documentation, IPv6", "http://[2001:db8::1]/"],
    ["unique local", "http://[fc00::1]/"],
    ["link-local, IPv6", "http://[fe80::1]/"],
    ["site-local, IPv6", "http://[fec0::1]/"],
    ["multicast, IPv6", "http://[ff02::1]/"],
    ["discard-only, IPv6", "http://[100::1]/"],
    ["a scheme that is not http", "ftp://example.com/"],
    ["a file", "file:///etc/passwd"],
    ["data", "data:text/plain,x"],
    ["user info", "http://api.openai.com@127.0.0.1/"],
    ["user info before a public host", "https://key@api.openai.com/"],
  ])("is refused: %s (%s)", (_, url) => {
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
