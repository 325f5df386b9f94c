import { vi } from "vitest";

/** A machine under load is slow, not wrong: who waits for something to come about waits as long as a test may take. */
const PATIENCE_MS = 100_000;

const { waitFor } = vi;
vi.waitFor = (callback, options = PATIENCE_MS) => waitFor(callback, options);
