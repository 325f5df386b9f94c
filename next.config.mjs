// JavaScript, because for a config in TypeScript every start would load Next's compiler, 23 MB of memory.
/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  turbopack: { root: import.meta.dirname },
  // `npm run validate` checks the types; whoever only starts Throughline need not wait for it.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
  // A page is loaded when it is first asked for (some milliseconds): a process that serves the API alone never needs them.
  experimental: { serverActions: { allowedOrigins: [] }, preloadEntriesOnStart: false },
};

export default config;
