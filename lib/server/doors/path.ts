/** The names of a path's parameters: `/api/sessions/{id}` has `id`. */
export function parameterNames(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
}

/**
 * The parameters of a path by name, or null when it is not of that template. A segment that is not well encoded
 * stays as it was written: then no row has such an id.
 */
export function matchPath(template: string, pathname: string): Record<string, string> | null {
  const wanted = template.split("/");
  const given = pathname.split("/");
  if (wanted.length !== given.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? "";
    if (segment.startsWith("{")) {
      if (value === "") return null;
      parameters[segment.slice(1, -1)] = decode(value);
    } else if (segment !== value) return null;
  }
  return parameters;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
