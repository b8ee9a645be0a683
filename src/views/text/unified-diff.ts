import { lineDiff } from './line-diff.ts'

const CONTEXT = 3

/**
 * What differs between two texts, as `diff -u` prints it; empty where nothing does.
 *
 * Follows: GNU diffutils, context.c.
 */
export function unifiedDiff(before: string, after: string, nameBefore: string, nameAfter: string): string {
  if (before === after) return ''
  const old = linesOf(before)
  const now = linesOf(after)
  const { added, changed, removed } = lineDiff(before, after)
  const fresh = new Set([...added, ...changed])
  const goneAfter = new Map<number, number>()
  for (const { after: line } of removed) goneAfter.set(line, (goneAfter.get(line) ?? 0) + 1)
  const rows: { sign: ' ' | '-' | '+'; text: string; old: number; now: number }[] = []
  let i = 0
  let j = 0
  const lose = (count: number): void => {
    for (let n = 0; n < count && i < old.length; n++) rows.push({ sign: '-', text: old[i++]!, old: i, now: j })
  }
  while (i < old.length || j < now.length) {
    lose(goneAfter.get(j) ?? 0)
    goneAfter.delete(j)
    if (j >= now.length) {
      lose(old.length - i)
      break
    }
    if (fresh.has(j + 1)) rows.push({ sign: '+', text: now[j++]!, old: i, now: j })
    else if (i < old.length) rows.push({ sign: ' ', text: now[j++]!, old: ++i, now: j })
    else rows.push({ sign: '+', text: now[j++]!, old: i, now: j })
  }
  const shown = rows.map((_, at) => rows.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some((row) => row.sign !== ' '))
  let out = `--- ${nameBefore}\n+++ ${nameAfter}\n`
  for (let at = 0; at < rows.length; at++) {
    if (!shown[at]) continue
    let end = at
    while (end < rows.length && shown[end]) end++
    const hunk = rows.slice(at, end)
    const count = (sign: '-' | '+'): number => hunk.filter((row) => row.sign !== (sign === '-' ? '+' : '-')).length
    const first = (sign: '-' | '+'): number =>
      (sign === '-' ? hunk[0]!.old : hunk[0]!.now) + (hunk[0]!.sign === ' ' || hunk[0]!.sign === sign ? 0 : 1)
    out += `@@ -${first('-')},${count('-')} +${first('+')},${count('+')} @@\n${hunk.map((row) => `${row.sign}${row.text}\n`).join('')}`
    at = end
  }
  return out
}

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}
