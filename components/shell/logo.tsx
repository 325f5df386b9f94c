/** One line through everything. */
export const Logo = ({ className }: { className?: string }) => (
  <svg
    aria-hidden
    viewBox="0 0 24 24"
    className={className}
    fill="none"
    stroke="currentColor"
    strokeWidth="2"
    strokeLinecap="round"
  >
    <path d="M1.5 17.5C6 17.5 6.5 6.5 12 6.5s6 11 10.5 11" />
    <circle cx="12" cy="6.5" r="2.6" fill="var(--background)" />
    <circle cx="5.6" cy="14.2" r="1.3" fill="currentColor" stroke="none" />
    <circle cx="18.4" cy="14.2" r="1.3" fill="currentColor" stroke="none" />
  </svg>
);
