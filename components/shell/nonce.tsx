"use client";
import { createContext, type ReactNode, useContext } from "react";

const NonceContext = createContext<string | undefined>(undefined);

/** The request's nonce for inline scripts; a page rendered in the browser has none and needs none. */
export const useNonce = (): string | undefined => useContext(NonceContext);

export const NonceProvider = ({ nonce, children }: { nonce: string | undefined; children: ReactNode }) => (
  <NonceContext value={nonce}>{children}</NonceContext>
);
