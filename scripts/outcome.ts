/** What a run of tests came to: counts, and for each failure its place, its name and why. */
export type Outcome = { passed: number; skipped: number; failures: string[] };

/** The parts that we read of a report of `vitest --reporter=json`. */
export type VitestReport = {
  numPassedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] | null }[];
  }[];
};

type Spec = {
  title: string;
  file: string;
  line: number;
  tests: { status: string; results: { error?: { message?: string } }[] }[];
};
type Suite = { specs: Spec[]; suites?: Suite[] };
/** The parts that we read of a report of `playwright test --reporter=json`. */
export type PlaywrightReport = { stats: { expected: number; skipped: number }; suites: Suite[] };

const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/** Name and first lines of the reason: the rest stands in the output of the runner itself. */
function failure(name: string, reason = ""): string {
  const lines = reason.replace(colours, "").trim().split("\n").slice(0, 8);
  return [name, ...lines.filter((line) => line.trim()).map((line) => `    ${line}`)].join("\n");
}

export function vitestOutcome(report: VitestReport): Outcome {
  const failures = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === "failed");
    if (failed.length === 0 && status === "failed") return [failure(name, message)];
    return failed.map((test) => failure(`${name} › ${test.fullName}`, test.failureMessages?.[0]));
  });
  return { passed: report.numPassedTests, skipped: report.numPendingTests + report.numTodoTests, failures };
}

const specsOf = (suite: Suite): Spec[] => [...suite.specs, ...(suite.suites ?? []).flatMap(specsOf)];

/** A story that passed at its second try has failed. */
export function playwrightOutcome(report: PlaywrightReport): Outcome {
  const failures = report.suites
    .flatMap(specsOf)
    .flatMap((spec) =>
      spec.tests
        .filter(({ status }) => status === "unexpected" || status === "flaky")
        .map(({ results }) =>
          failure(`${spec.file}:${spec.line} › ${spec.title}`, results.find(({ error }) => error)?.error?.message),
        ),
    );
  return { passed: report.stats.expected, skipped: report.stats.skipped, failures };
}
