/** A part of what was pasted: one object, one table, one description, or lines of a journal. */
export interface Segment {
  is: 'json' | 'yaml' | 'describe' | 'table' | 'journal' | 'other'
  text: string
  /** Its first line in the text; counts from 1. */
  line: number
}

/** `I1124 14:15:01.123456    1234 prober.go:107] …`, alone or behind what journald writes. */
export const KLOG = /(?:^|[\s:])([IWEF])(\d\d)(\d\d) (\d\d:\d\d:\d\d\.\d+)\s+(\d+) ([\w./-]+\.go:\d+)\] (.*)$/
/** `Nov 24 14:15:01 node-1 kubelet[1234]: …`, or with an ISO date. */
export const JOURNAL =
  /^((?:[A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d(?:\.\d+)?)|(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)) (\S+) ([\w.@-]+)(?:\[\d+\])?: (.*)$/

const TABLE = /^(?:NAMESPACE\s+)?(?:LAST SEEN|LASTSEEN|FIRST SEEN|FIRSTSEEN)\s+\S/
const OTHER_TABLE = /^(?:NAMESPACE\s+)?NAME\s+(?:READY\s+STATUS|STATUS\s+ROLES)\b/
/** Columns of one's own choice (`-o custom-columns=…`): names in capitals, a reason and a message among them. */
const OWN_TABLE = /^(?=.*\bREASON\b)(?=.*\b(?:MESSAGE|MSG)\b)[A-Z][A-Z_]*(?:\s+[A-Z][A-Z_]*)+\s*$/
/** A row of `kubectl get pods`, of `kubectl get events`, without the header above it. */
export const POD_ROW =
  /^(?:([a-z0-9][a-z0-9-]{0,62})\s+)?([a-z0-9][a-z0-9.-]{0,252})\s+(\d{1,4}\/\d{1,4})\s+([A-Z][\w:]+)\s+(\d{1,9}(?: \(\w+ ago\))?)\s+(\d+[ydhms]\w*)(?:\s|$)/
export const EVENT_ROW = /^(\d+[ydhms]\w*)\s+(Normal|Warning)\s+([A-Z]\w+)\s+(pods?\/\S+)\s+(\S.*)$/
const YAML = /^(?:apiVersion|kind|metadata|items|status|spec):(?:\s|$)/
/** What goes on with an object in YAML: a field, a member, a comment. */
const GOES_ON = /^(?:[a-zA-Z][\w-]*:(?:\s|$)|- |\s|#|$|\})/
const PROMPT = /^\s*(?:\$|#|>|%|\w[\w.@~:/-]*[$#])\s+(?:sudo\s+)?(?:kubectl|oc|k|journalctl|crictl|cat)\b/
const FENCE = /^\s*```/

/**
 * Takes a text apart, whatever stands in it in whatever order.
 *
 * Units: lines count from 1. Errors: none; what is nothing that is known is `other`.
 */
export function segmentsOf(text: string): Segment[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  const segments: Segment[] = []
  let open: { is: Segment['is']; from: number } | undefined
  const close = (to: number): void => {
    if (!open) return
    const own = lines.slice(open.from, to)
    if (own.some((line) => line.trim() !== '')) segments.push({ is: open.is, text: own.join('\n'), line: open.from + 1 })
    open = undefined
  }
  const begin = (is: Segment['is'], at: number): void => {
    if (open?.is === is && is !== 'describe' && is !== 'yaml' && is !== 'table') return
    close(at)
    open = { is, from: at }
  }
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!
    if (FENCE.test(line) || PROMPT.test(line) || /^---\s*(#.*)?$/.test(line) || /^\.\.\.\s*$/.test(line)) {
      close(i)
      continue
    }
    if (/^\s*[[{]\s*$|^\s*\{\s*["}]/.test(line) && open?.is !== 'yaml' && open?.is !== 'describe') {
      const end = jsonEnd(lines, i)
      close(i)
      segments.push({ is: 'json', text: lines.slice(i, end + 1).join('\n'), line: i + 1 })
      i = end
    } else if (/^\{\s*$/.test(line)) {
      close(i)
      const end = jsonEnd(lines, i)
      segments.push({ is: 'json', text: lines.slice(i, end + 1).join('\n'), line: i + 1 })
      i = end
    } else if (JOURNAL.test(line) || (KLOG.test(line) && /^[IWEF]\d{4} /.test(line))) begin('journal', i)
    else if (TABLE.test(line) || OTHER_TABLE.test(line) || OWN_TABLE.test(line)) begin('table', i)
    else if (open?.is !== 'table' && open?.is !== 'describe' && (POD_ROW.test(line) || EVENT_ROW.test(line))) begin('table', i)
    else if (/^Name: {2,}\S|^Name:\t+\S/.test(line)) begin('describe', i)
    else if (/^(?:Init )?Containers:\s*$/.test(line) && open?.is !== 'describe') begin('describe', i)
    else if (/^apiVersion:\s*\S/.test(line) && !(open?.is === 'yaml' && !hasVersion(lines, open.from, i))) begin('yaml', i)
    else if (YAML.test(line) && open?.is !== 'yaml' && open?.is !== 'describe') begin('yaml', i)
    else if (open?.is === 'yaml' && !GOES_ON.test(line)) begin('other', i)
    else if (open?.is === 'describe' || open?.is === 'yaml' || open?.is === 'other') continue
    else if (open?.is === 'table' && line.trim() !== '' && /\s{2}|\t/.test(line.trim())) continue
    else if (line.trim() === '') {
      if (open?.is === 'table') close(i)
    } else begin('other', i)
  }
  close(lines.length)
  return segments
}

/** Whether an object in YAML has said its version yet: another one begins with a second. */
function hasVersion(lines: readonly string[], from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (/^apiVersion:/.test(lines[i]!)) return true
  return false
}

/** The line on which the braces that open on one are closed; the last one where they never are. */
function jsonEnd(lines: readonly string[], from: number): number {
  let depth = 0
  let isString = false
  for (let i = from; i < lines.length; i++) {
    const line = lines[i]!
    for (let n = 0; n < line.length; n++) {
      const c = line.charCodeAt(n)
      if (isString) {
        if (c === 92) n++
        else if (c === 34) isString = false
      } else if (c === 34) isString = true
      else if (c === 123 || c === 91) depth++
      else if (c === 125 || c === 93) {
        depth--
        if (depth === 0) return i
      }
    }
  }
  return lines.length - 1
}
