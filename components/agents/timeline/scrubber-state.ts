/** Where the scrubber stands: at a version, or at the end, where it follows what comes. */
export type Place = { at: "now" } | { at: "version"; version: number };

export const NOW: Place = { at: "now" };

/** The version that is shown. */
export const versionAt = (place: Place, head: number): number =>
  place.at === "now" ? head : Math.min(Math.max(1, place.version), head);

/** The place of a version; the last one is the end. */
export const placeOf = (version: number, head: number): Place =>
  version >= head ? NOW : { at: "version", version: Math.max(1, version) };

export const stepped = (place: Place, by: number, head: number): Place => placeOf(versionAt(place, head) + by, head);

/** The place that an address names with `?at=`; anything else is the end. */
export function placeOfAddress(at: string | undefined, head: number): Place {
  return at !== undefined && /^\d{1,9}$/.test(at) ? placeOf(Number(at), head) : NOW;
}

/** The address of the page at a place, in the timeline. */
export function addressOf(place: Place, href: string): string {
  const url = new URL(href);
  if (place.at === "now") url.searchParams.delete("at");
  else url.searchParams.set("at", String(place.version));
  url.hash = "timeline";
  return `${url.pathname}${url.search}${url.hash}`;
}
