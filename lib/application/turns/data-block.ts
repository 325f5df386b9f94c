/** Data in a marked block of a prompt; it cannot close its own block. */
export const dataBlock = (name: string, value: unknown): string =>
  `<${name}>${JSON.stringify(value).replaceAll("<", "\\u003c")}</${name}>`;
