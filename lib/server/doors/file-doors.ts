import { z } from "zod";
import { getFile } from "#lib/application/files/get-file.ts";
import { getFileInput, uploadFileInput } from "#lib/application/files/schema.ts";
import { door } from "./door.ts";

export const storedFile = z.object({ id: z.uuid(), name: z.string(), mediaType: z.string(), size: z.number().int() });

export const uploadDoor = door({
  method: "POST",
  path: "/api/files",
  summary: "Upload a file for an agent of a session; the file is the last part of the form",
  scope: "sessions:write",
  servedBy: "raw",
  consumes: "multipart/form-data",
  input: uploadFileInput.omit({ name: true }).extend({ file: z.string().meta({ format: "binary" }) }),
  answer: storedFile,
  status: 201,
  creates: true,
  verb: async () => {
    throw new Error("An upload streams: lib/server/files answers it.");
  },
});

export const downloadDoor = door({
  method: "GET",
  path: "/api/files/{fileId}",
  summary: "Download a file",
  scope: "sessions:read",
  servedBy: "raw",
  produces: "*/*",
  input: getFileInput,
  answer: z.custom<Awaited<ReturnType<typeof getFile>>>().meta({ type: "string", format: "binary" }),
  verb: getFile,
});

export const fileDoors = [uploadDoor, downloadDoor];
