"use client";
import type { AgentPageData } from "#components/agents/page/page-data.ts";
import { Section } from "#components/agents/page/section.tsx";
import { KeptPreferences } from "#components/agents/preferences/kept-preferences.tsx";
import { PreferenceForm } from "#components/agents/preferences/preference-form.tsx";
import { ProfileForm } from "#components/agents/preferences/profile-form.tsx";
import type { AgentDetail } from "#lib/domain/agent/view.ts";

interface PreferencesProps {
  data: AgentPageData;
  /** The name that the registry gives it. */
  ownName: string;
  onSaved: (detail: AgentDetail) => void;
}

/** What an agent keeps in mind in every session, how it is called, and what it is told. */
export function Preferences({ data: { agent, detail, rights }, ownName, onSaved }: PreferencesProps) {
  return (
    <Section id="preferences" intro={`What ${detail.name} keeps in mind in every session.`}>
      {rights.change ? (
        <div className="grid grid-cols-1 gap-8">
          <PreferenceForm agent={agent} preferences={detail.preferences} onSaved={onSaved} />
          <ProfileForm agent={agent} detail={detail} ownName={ownName} onSaved={onSaved} />
        </div>
      ) : (
        <KeptPreferences preferences={detail.preferences} instructions={detail.systemPromptOverride} />
      )}
    </Section>
  );
}
