"use client";
import { Download } from "lucide-react";
import { AuditFilterForm, type AuditQuery } from "#components/settings/audit/audit-filter.tsx";
import { AuditList, type AuditPage } from "#components/settings/audit/audit-list.tsx";
import { Integrity } from "#components/settings/audit/integrity.tsx";
import { Retention } from "#components/settings/audit/retention.tsx";
import { Section, Sections } from "#components/settings/section.tsx";
import { SettingsFrame } from "#components/settings/settings-frame.tsx";
import { buttonClass } from "#components/ui/button.tsx";

interface AuditScreenProps {
  first: AuditPage;
  filter: AuditQuery;
  /** The same as the API takes it. */
  query: string;
  people: readonly { userId: string; name: string }[];
  months: number | null;
  isOwner: boolean;
}

const FORMATS = [
  { format: "csv", name: "CSV" },
  { format: "jsonl", name: "JSON lines" },
];

export function AuditScreen({ first, filter, query, people, months, isOwner }: AuditScreenProps) {
  return (
    <SettingsFrame>
      <Sections plain>
        <Section
          title="Audit log"
          description="Who did what in this workspace, newest first. What people say to agents is not in it."
          aside={
            <div className="flex flex-wrap gap-2">
              {FORMATS.map(({ format, name }) => (
                <a
                  key={format}
                  href={`/api/audit/export?${new URLSearchParams([["format", format], ...new URLSearchParams(query)])}`}
                  download
                  className={buttonClass({})}
                >
                  <Download aria-hidden /> {name}
                </a>
              ))}
            </div>
          }
        >
          <AuditFilterForm query={filter} people={people} />
          <AuditList key={first.items[0]?.id} first={first} query={query} />
        </Section>
        <Integrity />
        <Retention key={months} months={months} mayChange={isOwner} />
      </Sections>
    </SettingsFrame>
  );
}
