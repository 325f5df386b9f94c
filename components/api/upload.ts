import { OFFLINE, toProblem } from "#components/api/problem.ts";
import { type Answer, meant } from "#components/api/request.ts";

/**
 * Sends a form or a file and tells how far it is, 0 to 1. Never throws; called off, it answers that no answer came. The
 * second value calls it off.
 */
export function upload<Body>(
  path: string,
  body: FormData | File,
  { headers = {}, onProgress }: { headers?: Record<string, string>; onProgress(progress: number): void },
): [Promise<Answer<Body>>, () => void] {
  const call = new XMLHttpRequest();
  const done = new Promise<Answer<Body>>((resolve) => {
    call.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    call.onerror = () => resolve({ ok: false, problem: { ...OFFLINE, detail: "The upload was interrupted." } });
    call.onabort = () => resolve({ ok: false, problem: { ...OFFLINE, detail: "The upload was called off." } });
    call.onload = () => {
      const answer = parsed(call.responseText);
      if (call.status >= 200 && call.status < 300 && answer !== null) resolve({ ok: true, body: answer as Body });
      else resolve({ ok: false, problem: toProblem(call.status, answer) });
    };
  });
  call.open("POST", path);
  for (const [name, value] of Object.entries({ ...meant(), ...headers })) call.setRequestHeader(name, value);
  call.send(body);
  return [done, () => call.abort()];
}

/** An answer that is no JSON has its status to speak for it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
