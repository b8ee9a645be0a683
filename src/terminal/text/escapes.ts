const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\', r: '\r', a: '\u0007', e: '\u001b' }

/** What stands behind backslashes as it is meant, as bash reads it for `echo -e`; `others`: what stands there as itself. */
export const unescaped = (text: string, others = ''): string =>
  text.replace(/\\([^])/g, (whole, c: string) => ESCAPES[c] ?? (others.includes(c) ? c : whole))
