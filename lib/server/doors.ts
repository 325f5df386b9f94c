import { accountDoors } from "#lib/server/doors/account-doors.ts";
import type { Door } from "#lib/server/doors/door.ts";
import { houseDoors } from "#lib/server/doors/house-doors.ts";
import { liveDoors } from "#lib/server/doors/live-doors.ts";

/**
 * Every door of the HTTP API. Route files, our own server, the OpenAPI document and the tests of tenancy read it;
 * a path that is missing here is answered 404.
 */
export const doors: readonly Door[] = [...houseDoors, ...accountDoors, ...liveDoors];
