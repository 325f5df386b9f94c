import { handlers } from "#auth";
import { visit } from "#lib/server/doors/visit.ts";

export const GET = visit(handlers.GET);
export const POST = visit(handlers.POST);
