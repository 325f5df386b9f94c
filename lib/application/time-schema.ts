import { z } from "zod";

/** A database has no year 0, and no place for five digits. */
const inReach = (text: string): boolean => {
  const year = new Date(text).getUTCFullYear();
  return year >= 1 && year <= 9_999;
};
const OUT_OF_REACH = "Choose a year from 0001 to 9999.";

/** A moment in ISO 8601 as somebody gives it, with the words for what is none. */
export const timeInput = (error: string, { offset = true } = {}) =>
  z.iso.datetime({ offset, error }).refine(inReach, OUT_OF_REACH);

/** A day, such as 2026-11-21. */
export const dayInput = () => z.iso.date().refine(inReach, OUT_OF_REACH);
