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

/** Whether a text is likely to be what a real cluster has printed, and no manifest. */
export const looksLikeCluster = (text: string): boolean => SIGNS.some((sign) => sign.test(text))
