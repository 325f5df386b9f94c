import { type NextRequest, NextResponse } from "next/server";

/**
 * Sends a browser without a sign-in cookie to the sign-in page. A courtesy, no guard: every page and verb checks for
 * itself, and nothing but a redirect is ever answered here.
 */
export function proxy(request: NextRequest): NextResponse {
  const { cookies, nextUrl } = request;
  if (cookies.has("authjs.session-token") || cookies.has("__Secure-authjs.session-token")) return NextResponse.next();
  const target = new URL("/sign-in", nextUrl);
  if (nextUrl.pathname !== "/") target.searchParams.set("next", nextUrl.pathname + nextUrl.search);
  return NextResponse.redirect(target);
}

/** Pages only: not the API and protocols, nor assets, nor the pages for those who are not signed in. */
export const config = {
  matcher: [
    "/((?!api/|a2a/|agents/[^/]+/[^/]+/tasks|ws/|_next/|\\.well-known/|sign-in|sign-up|welcome|invitations/|.*\\.[a-z0-9]+$).*)",
  ],
};
