/** What was filled in and not saved yet, kept in this tab only; and whether its dialog was open. */
export interface Kept {
  values: Record<string, unknown>;
  open: boolean;
}

const PLACE = "throughline.kept/";

/** Where a form's draft is: each person's and each workspace's own. */
export const placeOf = (person: string, workspace: string, form: string): string =>
  `${PLACE}${person}/${workspace}/${form}`;

export function readKept(place: string): Kept | null {
  try {
    const kept: Partial<Kept> | null = JSON.parse(sessionStorage.getItem(place) ?? "null");
    return typeof kept?.values === "object" && kept.values !== null
      ? { values: kept.values, open: kept.open === true }
      : null;
  } catch {
    return null;
  }
}

export function writeKept(place: string, kept: Kept | null): void {
  try {
    if (kept) sessionStorage.setItem(place, JSON.stringify(kept));
    else sessionStorage.removeItem(place);
  } catch {
    // A browser that keeps nothing: the draft lives as long as the page.
  }
}

/** Forgets every draft of this tab. */
export function forgetKept(): void {
  try {
    for (const place of Object.keys(sessionStorage)) if (place.startsWith(PLACE)) sessionStorage.removeItem(place);
  } catch {
    // Nothing is kept here.
  }
}

/** Signs out, and takes the drafts along. */
export function leave(signOut: () => Promise<void>): Promise<void> {
  forgetKept();
  return signOut();
}

/** The form's values with what was kept of them; what the form no longer has, or has in another shape, stays out. */
export function withKept<Values extends object>(values: Values, { values: kept }: Kept): Values {
  const known = Object.entries(values).flatMap(([field, value]) =>
    typeof kept[field] === typeof value && Array.isArray(kept[field]) === Array.isArray(value)
      ? [[field, kept[field]]]
      : [],
  );
  return { ...values, ...Object.fromEntries(known) };
}
