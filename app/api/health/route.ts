import { healthResponse } from "#lib/server/health.ts";

export const dynamic = "force-dynamic";
export const GET = () => healthResponse();
