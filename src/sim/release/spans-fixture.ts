import { MINORS, NEWEST } from './releases.ts'

/** A text by release: `1.9-1.12`, `1.13`, and `1.14-` of what the newest has too, so that one release more moves only what it changes. */
export function spansOf(textOf: (minor: number) => string | undefined): { releases: string; text: string | undefined }[] {
  const spans: { from: number; to: number; text: string | undefined }[] = []
  for (const minor of MINORS) {
    const [text, last] = [textOf(minor), spans.at(-1)]
    if (last && last.text === text) last.to = minor
    else spans.push({ from: minor, to: minor, text })
  }
  return spans.map(({ from, to, text }) => ({
    releases: to === NEWEST ? `1.${from}-` : from === to ? `1.${from}` : `1.${from}-1.${to}`,
    text,
  }))
}
