"use client";
import { createContext, useContext } from "react";

const MeContext = createContext("");

/** Tells the page who reads it: the id of the person who signed in. */
export const MeProvider = MeContext.Provider;

export const useMe = (): string => useContext(MeContext);
