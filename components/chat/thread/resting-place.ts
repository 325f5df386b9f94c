/**
 * Where a thread comes to rest: at its end, or, where that is in the middle of a question that waits, at the beginning
 * of the question, below the name of who asks. Its text also runs alone, while the page is still being read, so it
 * refers to nothing outside.
 *
 * @param end the largest `scrollTop` in pixels
 */
export function restingPlace(end: number, scroller: Element): number {
  const question = scroller.firstElementChild?.lastElementChild?.querySelector("[data-waits]");
  if (!question) return end;
  const { top, height } = question.getBoundingClientRect();
  const start = top - scroller.getBoundingClientRect().top + scroller.scrollTop - 40;
  return start < end && start + height > end ? Math.max(0, start) : end;
}
