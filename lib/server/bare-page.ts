export const BARE_PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
};

/** A page that needs nothing else, for when Next does not draw one; the words are our own. */
export const barePage = (title: string, words: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Throughline</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.6 ui-sans-serif, system-ui, sans-serif }
  body { display: grid; min-height: 100dvh; margin: 0; place-items: center; background: light-dark(#fcfcfb, #111214) }
  main { max-width: 26rem; padding: 1.5rem; color: light-dark(#1b1c1e, #ececea) }
  h1 { margin: 0 0 0.5rem; font-size: 1.25rem }
  a { color: inherit }
</style>
<main>
  <h1>${title}</h1>
  <p>${words}</p>
  <p><a href="">Try again</a></p>
</main>
</html>
`;
