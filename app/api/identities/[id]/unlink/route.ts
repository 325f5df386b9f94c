import { routes } from "#lib/server/doors/routes.ts";

export const { GET, POST, PUT, PATCH, DELETE } = routes("/api/identities/{id}/unlink");
