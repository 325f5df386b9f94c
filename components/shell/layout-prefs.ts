/** How wide the columns are and whether they show. Kept in a cookie, so that the first paint already has it. */
export interface LayoutPrefs {
  sidebar: number;
  panel: number;
  sidebarOpen: boolean;
  panelOpen: boolean;
}

export const LAYOUT_COOKIE = "throughline_layout";
export const SIDEBAR = { least: 200, first: 264, most: 420 };
export const PANEL = { least: 260, first: 328, most: 560 };

export const FIRST_LAYOUT: LayoutPrefs = {
  sidebar: SIDEBAR.first,
  panel: PANEL.first,
  sidebarOpen: true,
  panelOpen: true,
};

const within = (value: unknown, { least, first, most }: typeof SIDEBAR): number =>
  typeof value === "number" && Number.isFinite(value) ? Math.round(Math.min(most, Math.max(least, value))) : first;

/** The layout in a cookie's value, whatever somebody wrote there. */
export function readLayout(cookie: string | undefined): LayoutPrefs {
  try {
    const kept = JSON.parse(decodeURIComponent(cookie ?? "{}")) as Partial<LayoutPrefs>;
    return {
      sidebar: within(kept.sidebar, SIDEBAR),
      panel: within(kept.panel, PANEL),
      sidebarOpen: kept.sidebarOpen !== false,
      panelOpen: kept.panelOpen !== false,
    };
  } catch {
    return FIRST_LAYOUT;
  }
}

export const layoutCookie = (layout: LayoutPrefs): string =>
  `${LAYOUT_COOKIE}=${encodeURIComponent(JSON.stringify(layout))}; path=/; max-age=31536000; samesite=lax`;
