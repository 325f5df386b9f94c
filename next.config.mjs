// JavaScript, because for a config in TypeScript every start would load Next's compiler, 23 MB of memory.
/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  turbopack: { root: import.meta.dirname },
  // `npm run validate` checks the types; whoever only starts Throughline need not wait for it.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
  experimental: { serverActions: { allowedOrigins: [] } },
};

export default config;
