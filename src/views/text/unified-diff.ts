import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'

const CONTEXT = 3

/** What differs between two texts, as `diff -u` prints it; empty where nothing does. A last line without its end counts as a whole one. */
export function unifiedDiff(before: string, after: string, nameBefore: string, nameAfter: string): string {
  if (before === after) return ''
  return createTwoFilesPatch(nameBefore, nameAfter, whole(before), whole(after), undefined, undefined, {
    context: CONTEXT,
    headerOptions: FILE_HEADERS_ONLY,
  })
}

const whole = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`)
