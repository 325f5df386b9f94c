import { create } from "zustand";

interface UiState {
  sidebarSheet: boolean;
  panelSheet: boolean;
  palette: boolean;
  newWorkspace: boolean;
  importing: boolean;
}

/** What is open over the page in this tab. The server never changes it. */
export const useUi = create<UiState>(() => ({
  sidebarSheet: false,
  panelSheet: false,
  palette: false,
  newWorkspace: false,
  importing: false,
}));
