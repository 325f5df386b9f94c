import { z } from "zod";
import { DEFAULT_MAX_BODY_BYTES, type Door, type Method } from "./door.ts";

const anything = z.record(z.string(), z.unknown());

/** Route files that answer by themselves: the house's health, next-auth's pages, and the document about this table. */
function ownDoor(method: Method, path: string, summary: string): Door {
  return {
    method,
    path,
    summary,
    scope: null,
    auth: "own",
    servedBy: "next",
    input: anything,
    answer: anything,
    status: 200,
    creates: false,
    secretAnswer: false,
    maxBodyBytes: DEFAULT_MAX_BODY_BYTES,
    respond: undefined,
    verb: async () => {
      throw new Error(`${path} answers by itself.`);
    },
  };
}

export const houseDoors = [
  ownDoor("GET", "/api/health", "Alive: asks nobody else"),
  ownDoor("GET", "/api/ready", "Ready: database, engine and migrations"),
  ownDoor("GET", "/api/openapi.json", "This document"),
  ownDoor("GET", "/api/auth/{nextauth}", "Sign-in (next-auth)"),
  ownDoor("POST", "/api/auth/{nextauth}", "Sign-in (next-auth)"),
];
