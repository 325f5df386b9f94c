import { noSuchDoor } from "#lib/server/doors/routes.ts";

export { noSuchDoor as DELETE, noSuchDoor as GET, noSuchDoor as PATCH, noSuchDoor as POST, noSuchDoor as PUT };
