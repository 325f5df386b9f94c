import { z } from "zod";
import { type Door, listedDoor, type Method } from "./door.ts";

const anything = z.record(z.string(), z.unknown());

/** Route files that answer by themselves: the house's health, next-auth's pages, and the document about this table. */
const ownDoor = (method: Method, path: string, summary: string): Door =>
  listedDoor({ method, path, summary, scope: null, auth: "own", input: anything, answer: anything });

export const houseDoors = [
  ownDoor("GET", "/api/health", "Alive: asks nobody else"),
  ownDoor("GET", "/api/ready", "Ready: database, engine and migrations"),
  ownDoor("GET", "/api/openapi.json", "This document"),
  ownDoor("GET", "/api/auth/{nextauth}", "Sign-in (next-auth)"),
  ownDoor("POST", "/api/auth/{nextauth}", "Sign-in (next-auth)"),
];
