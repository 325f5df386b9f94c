"use client";
import { Button } from "#components/ui/button.tsx";

export const SignOutButton = ({ signOut }: { signOut(): Promise<void> }) => (
  <Button variant="primary" size="lg" onClick={() => void signOut()}>
    Sign out
  </Button>
);
