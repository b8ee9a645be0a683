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
  /^[ \t]*"?(?:containerStatuses|initContainerStatuses)"?: *(?:\[)?[ \t\r]*$/m,
]

/** What a person writes for this page, and no cluster. */
const OWN = /^(?:apiVersion|kind|whyrestart|exercise|course):/m
/** The first lines tell; a description's own first line has other words below it. */
const MOST_LOOKED_AT = 400
const NOT_ALONE = /^(?:YAML|JSON|a description|a release|a header)$/

/** Whether a text is likely to be what a real cluster has printed, and no manifest. */
export function looksLikeCluster(text: string): boolean {
  if (SIGNS.some((sign) => sign.test(text))) return true
  if (OWN.test(text)) return false
  const lines = text.slice(0, MOST_LOOKED_AT * 400).split('\n', MOST_LOOKED_AT)
  return lines.some((line) => {
    const sign = signOf(line.replace(/^\s*(?:> ?)+/, '').trimEnd())
    return (
      sign !== undefined &&
      (!NOT_ALONE.test(sign.name) || (sign.name === 'a description' && !/^\s*(?:Name|Labels|Annotations):/.test(line)))
    )
  })
}
