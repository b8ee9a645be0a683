import { stringify } from 'yaml'
import type { Comparison } from './compare.ts'
import type { Incident } from './told.ts'

/** What was understood of a cluster's texts, how near the simulation comes, and what they do not tell, as lines of text. */
function linesOf(incident: Incident, comparison: Comparison): string[] {
  const { understood, untold, troubles, lines, secrets } = incident
  const list = (title: string, all: readonly string[]): string[] => (all.length === 0 ? [] : ['', title, ...all.map((text) => `- ${text}`)])
  return [
    comparison.text,
    ...list('What is otherwise:', comparison.differences),
    ...list('What was understood:', understood),
    ...list('What the evidence does not tell, and what is assumed:', untold),
    ...list('What could not be read, or is not simulated:', troubles),
    ...(secrets.length === 0 ? [] : ['', secretsWords(secrets)]),
    '',
    usedWords(lines),
  ]
}

/** How much of the evidence is used. */
export function usedWords({ used, unused }: Incident['lines']): string {
  return `Of ${used + unused} lines ${used} ${used === 1 ? 'is' : 'are'} used, and ${unused} not.`
}

/** Before anything is given to others. */
export function secretsWords(secrets: readonly string[]): string {
  const shown = secrets.slice(0, 5).join(', ')
  return `The manifest has values that may be secrets (${shown}${secrets.length > 5 ? ` and ${secrets.length - 5} more` : ''}): take them out before you share it.`
}

/** The scenario as a file, with what was understood and what is not told in comments before it. */
export function scenarioText(incident: Incident, comparison: Comparison): string {
  const comments = linesOf(incident, comparison).map((line) => `# ${line.replaceAll('\n', ' ')}`.trimEnd())
  return `${comments.join('\n')}\n${stringify(incident.document, { lineWidth: 0, indentSeq: false, aliasDuplicateObjects: false })}`
}
