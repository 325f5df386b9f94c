import { handlers } from "#auth";
import { sameOriginOnly } from "#lib/server/doors/routes.ts";

export const GET = handlers.GET;
export const POST = sameOriginOnly(handlers.POST);
