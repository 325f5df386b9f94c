import { z } from "zod";
import type { Archive, Download } from "#lib/application/download.ts";
import { type Door, door } from "./door.ts";

/** A door whose answer is a file that is made while it is sent: our own server answers it. */
export const downloadDoor = <Input>(
  spec: Omit<Parameters<typeof door<Input, Download | Archive>>[0], "method" | "answer" | "servedBy" | "produces">,
): Door =>
  door({
    ...spec,
    method: "GET",
    servedBy: "raw",
    produces: "*/*",
    answer: z.custom<Download | Archive>().meta({ type: "string", format: "binary" }),
  });
