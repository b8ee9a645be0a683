import { expect, it } from 'vitest'
import { editProcesses } from './script-form.ts'

const TEXT = `# what the shop does
web:
  listens:
  - {port: 8080} # plain
  answers:
  - from: 0s
    status: 200
  # then it breaks
  - {from: 1m, status: 500}
other: {} # nothing yet
`
const WEB = {
  listens: [{ port: 8080 }],
  answers: [
    { from: '0s', status: 200 },
    { from: '60s', status: 500 },
  ],
}

it.each<[string, object, string]>([
  ['nothing', { web: WEB, other: {} }, TEXT],
  ['a port', { web: { ...WEB, listens: [{ port: 8081 }] }, other: {} }, TEXT.replace('8080', '8081')],
  [
    'one more answer',
    { web: { ...WEB, answers: [...WEB.answers, { from: '120s', hang: true }] }, other: {} },
    TEXT.replace('status: 500}\n', 'status: 500}\n  - {from: 120s, hang: true}\n'),
  ],
  [
    'another kind of answer',
    { web: { ...WEB, answers: [WEB.answers[0], { from: '60s', hang: true }] }, other: {} },
    TEXT.replace('status: 500', 'hang: true'),
  ],
  ['one more field', { web: { ...WEB, onTerm: 'ignore' }, other: {} }, TEXT.replace('other:', '  onTerm: ignore\nother:')],
  ['one less program', { web: WEB }, TEXT.replace(/other.*\n/, '')],
  ['one more program', { web: WEB, other: {}, third: { listens: [{ port: 1 }] } }, `${TEXT}third:\n  listens:\n  - {port: 1}\n`],
  ['one more program of which nothing is said', { web: WEB, other: {}, third: {} }, `${TEXT}third: {}\n`],
])('%s changes, and all else stays as it was written', (_, after, expected) => {
  expect(editProcesses(TEXT, after as Record<string, unknown>)).toBe(expected)
})

it('what is written with aliases is written anew', () => {
  expect(editProcesses('a: &a {listens: [{port: 1}]}\nb: *a\n', { a: { listens: [{ port: 1 }] }, b: { listens: [{ port: 2 }] } })).toBe(
    'a:\n  listens:\n  - {port: 1}\nb:\n  listens:\n  - {port: 2}\n',
  )
})

it.each([
  ['a text that is empty', ' \n', 'a: {}\n'],
  ['one that cannot be read', 'a: [\n', 'a: {}\n'],
])('%s is written anew', (_, text, next) => expect(editProcesses(text, { a: {} })).toBe(next))

it('where nothing is said any more nothing stands there, not even a comment', () => {
  expect(editProcesses('# mine\na: {}\n', {})).toBe('')
})
