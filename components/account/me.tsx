"use client";
import { createContext, useContext } from "react";
import type { WorkspaceRole } from "#lib/domain/access.ts";

const MeContext = createContext("");
const RoleContext = createContext<WorkspaceRole>("member");

/** Tells the page who reads it: the id of the person who signed in. */
export const MeProvider = MeContext.Provider;

export const useMe = (): string => useContext(MeContext);

/** Tells the page what the reader may do in the workspace. */
export const RoleProvider = RoleContext.Provider;

export const useRole = (): WorkspaceRole => useContext(RoleContext);
