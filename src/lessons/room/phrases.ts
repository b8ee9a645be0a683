/** What a change does, in words; the kinds of probes that it is done to are named together. */
export interface Phrase {
  /** `# made more patient`: the sign stands for the probes. */
  text: string
  /** Which probe. */
  probe?: string
  /** It only carries what another one does, such as the mount of a file: not said beside that. */
  isPlumbing?: true
}

/** Phrases as one sentence without a verb: each once, in their order; what is done to several probes is said of them together. */
export function worded(phrases: readonly Phrase[]): string {
  const own = phrases.filter(({ isPlumbing }) => !isPlumbing)
  const probes = new Map<string, string[]>()
  for (const { text, probe } of own.length > 0 ? own : phrases) {
    const of = probes.get(text) ?? []
    if (probe !== undefined && !of.includes(probe)) of.push(probe)
    probes.set(text, of)
  }
  return [...probes].map(([text, of]) => text.replace('#', `${listed(of)} probe${of.length > 1 ? 's' : ''}`)).join('; ')
}

const listed = (words: readonly string[]): string => [words.slice(0, -1).join(', '), words.at(-1) ?? ''].filter(Boolean).join(' and ')
