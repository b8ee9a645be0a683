import { signOf } from './read/forms.ts'

/** What is read of a cluster's texts at most. */
export const MOST_CHARACTERS = 8_000_000

/** What only a cluster prints: Events, descriptions, a kubelet's journal, and a Pod that has been running. */
const SIGNS: readonly RegExp[] = [
  /^[ \t]*"?kind"?: *"?(?:Event|EventList)"?,?[ \t\r]*$/m,
  // of one line, as kubectl writes it without a terminal and jq -c
  /"kind": ?"Event"[,}]/,
  /^(?:Init )?Containers:[ \t\r]*\n {2}\S+:[ \t\r]*\n {4}(?:Container ID|Image):/m,
  /^(?=.*\bREASON\b)(?=.*\b(?:MESSAGE|MSG)\b)[A-Z][A-Z_ \t]*\r?$/m,
  /^(?:[a-z0-9-]+ +)?[a-z0-9][a-z0-9.-]* +\d+\/\d+ +[A-Z][\w:]+ +\d+(?: \(\w+ ago\))? +\d+[ydhms]\w*[ \t\r]*$/m,
  /^\d+[ydhms]\w* +(?:Normal|Warning) +[A-Z]\w+ +pods?\/\S+ +\S/m,
  /^(?:NAMESPACE +)?LAST ?SEEN +.*REASON/m,
  /^(?:NAMESPACE +)?NAME +READY +STATUS +RESTARTS +AGE/m,
  /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [\w./-]+\.go:\d+\] /m,
  /^\w{3} [ \d]\d \d\d:\d\d:\d\d \S+ kubelet(?:\[\d+\])?: /m,
  /^\{"level":"\w+","ts":/m,
  /^[ \t]*"?(?:containerStatuses|initContainerStatuses)"?: *(?:\[)?[ \t\r]*$/m,
]

/** What a person writes for this page, and no cluster: it may have texts of one in it. */
const OWN = /^(?:whyrestart|exercise|course):/m
const MANIFEST = /^(?:apiVersion|kind):/m
/** The first lines tell; a description's own first line has other words below it. */
const MOST_LOOKED_AT = 400
const NOT_ALONE = /^(?:YAML|JSON|a description|a release|a header)$/
/** What stands beside a manifest at the margin of the text, or as a row that no manifest has. */
const BESIDE = /event of a description|row of (?:events|a table of pods)|journal/

/** Whether a text is likely to be what a real cluster has printed, and no manifest. */
export function looksLikeCluster(text: string): boolean {
  if (SIGNS.some((sign) => sign.test(text))) return true
  if (OWN.test(text)) return false
  const lines = text.slice(0, MOST_LOOKED_AT * 400).split('\n', MOST_LOOKED_AT)
  if (MANIFEST.test(text)) return lines.some((line) => BESIDE.test(signOf(line.trimEnd())?.name ?? ''))
  return lines.some((line) => {
    const sign = signOf(line.replace(/^\s*(?:> ?|[-*•] )+/, '').trimEnd())
    return (
      sign !== undefined &&
      (!NOT_ALONE.test(sign.name) || (sign.name === 'a description' && !/^\s*(?:Name|Labels|Annotations):/.test(line)))
    )
  })
}
