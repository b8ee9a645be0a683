/** The words of a text, each as a sticky and global pattern's first group has it, and what of it is like none. */
export function tokensOf(text: string, token: RegExp): { tokens: string[]; rest: string } {
  const found = [...text.matchAll(token)]
  const last = found.at(-1)
  return { tokens: found.map(([, word]) => word!), rest: text.slice(last ? last.index + last[0].length : 0).trim() }
}
