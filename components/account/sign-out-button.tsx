"use client";
import { leave } from "#components/forms/kept.ts";
import { Button } from "#components/ui/button.tsx";

export const SignOutButton = ({ signOut }: { signOut(): Promise<void> }) => (
  <Button variant="primary" size="lg" onClick={() => void leave(signOut)}>
    Sign out
  </Button>
);
