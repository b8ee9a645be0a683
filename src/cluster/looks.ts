import { signOf } from './read/forms.ts'

/** What is read of a cluster's texts at most. */
export const MOST_CHARACTERS = 8_000_000

/** What only a cluster prints, and no line shows by itself: Events, a Pod that has been running, a description. */
const SIGNS: readonly RegExp[] = [
  /^[ \t]*"?kind"?: *"?(?:Event|EventList)"?,?[ \t\r]*$/m,
  // of one line, as kubectl writes it without a terminal and jq -c
  /"kind": ?"Event"[,}]/,
  /^(?:Init )?Containers:[ \t\r]*\n {2}\S+:[ \t\r]*\n {4}(?:Container ID|Image):/m,
  /^(?=.*\bREASON\b)(?=.*\b(?:MESSAGE|MSG)\b)[A-Z][A-Z_ \t]*\r?$/m,
  /^\{"level":"\w+","ts":/m,
  /^[ \t]*"?(?:containerStatuses|initContainerStatuses)"?: *(?:\[)?[ \t\r]*$/m,
]

/** What a person writes for this page, and no cluster: it may have texts of one in it. */
const OWN = /^(?:whyrestart|exercise|course):/m
const MANIFEST = /^(?:apiVersion|kind):/m
/** The first lines tell; a description's own first line has other words below it. */
const MOST_LOOKED_AT = 400
/** What a manifest may have too, or a person's sentence. */
const NOT_ALONE = /^(?:object|description|release)$/
/** What no manifest has; below a scenario’s own texts it stands further in. */
const BESIDE = /^(?:header|row|event|journal)$/

/** Whether a text is likely to be what a real cluster has printed, and no manifest. */
export function looksLikeCluster(text: string): boolean {
  if (SIGNS.some((sign) => sign.test(text))) return true
  const lines = text.slice(0, MOST_LOOKED_AT * 400).split('\n', MOST_LOOKED_AT)
  const isBeside = (line: string): boolean => BESIDE.test(signOf(line.trimEnd())?.kind ?? '')
  if (OWN.test(text)) return lines.some((line) => /^\S/.test(line) && isBeside(line))
  if (MANIFEST.test(text)) return lines.some(isBeside)
  return lines.some((line) => {
    const kind = signOf(line.replace(/^\s*(?:> ?|[-*•] )+/, '').trimEnd())?.kind
    return kind !== undefined && (!NOT_ALONE.test(kind) || (kind === 'description' && !/^\s*(?:Name|Labels|Annotations):/.test(line)))
  })
}
