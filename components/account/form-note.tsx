/** What went wrong with a form as a whole. */
export const FormNote = ({ text }: { text: string | null }) =>
  text ? (
    <p role="alert" className="rounded-lg bg-danger-soft px-3 py-2 text-danger text-ui">
      {text}
    </p>
  ) : null;
