import { sameOriginOnly } from "#lib/server/doors/routes.ts";
import { handlers } from "../../../../auth.ts";

export const GET = handlers.GET;
export const POST = sameOriginOnly(handlers.POST);
