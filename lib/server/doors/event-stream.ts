import { z } from "zod";

/** What streams answers with. */
export const eventStream = z
  .string()
  .meta({ description: "Server-sent events", examples: ["id: 1\nevent: session.created\ndata: {…}\n\n"] });
