import ownObjects from './own-objects.txt?raw'
import ownTexts from './own-texts.txt?raw'
import { expect, it } from 'vitest'
import { drawn, SEED } from '../../drawn-fixture.ts'
import { textsIn } from '../own-texts-fixture.ts'
import { answerOf } from './why-answer.ts'

const TEXTS = textsIn(ownTexts)

const lines = (text: string, change: (line: string, i: number, all: readonly string[]) => string): string => {
  const all = text.replace(/\n$/, '').split('\n')
  return `${all.map((line, i) => change(line, i, all)).join('\n')}\n`
}
const isCommand = (line: string): boolean => /^[$#] /.test(line)
const wrapped = (width: number) => (text: string) =>
  lines(text, (line) => (line.match(new RegExp(`.{1,${width}}`, 'g')) ?? ['']).join('\n'))
const fenced = (text: string): string => `Hello all,\n\n\`\`\`\n${text}\`\`\`\n\nAny ideas? Thanks.\n`

/** As people cut and damage what they paste. */
const CUTS: Readonly<Record<string, (text: string) => string>> = {
  whole: (text) => text,
  indented: (text) => lines(text, (line) => `      ${line}`),
  'in a list': (text) => `1. this is what I get:\n\n${lines(text, (line) => `    ${line}`)}`,
  quoted: (text) => lines(text, (line) => `> ${line}`),
  'quoted twice': (text) => lines(text, (line) => `> > ${line}`),
  fenced,
  'a fence of its own kind': (text) => `~~~console\n${text}~~~\n`,
  'a fence glued to the first line': (text) => `\`\`\`${text.trimEnd()}\`\`\`\n`,
  'fenced in a quote': (text) => lines(fenced(text), (line) => `> ${line}`),
  'without its commands': (text) => lines(text, (line) => (isCommand(line) && !/logs/.test(line) ? '' : line)),
  'behind a prompt': (text) => lines(text, (line) => (isCommand(line) ? `[root@cp1 ~]# ${line.slice(2)}` : line)),
  'behind another prompt': (text) => lines(text, (line) => (isCommand(line) ? `op@laptop:~/work$ ${line.slice(2)}` : line)),
  'from Windows': (text) => text.replaceAll('\n', '\r\n'),
  'with colours': (text) => text.replaceAll(/\b(Warning|Error|FATAL|Running|Exited|panic)\b/g, '\u001B[31m$1\u001B[0m'),
  'with marks that nobody sees': (text) =>
    `\uFEFF${lines(text, (line) => line.replace(/^( +)/, (white) => '\u00A0'.repeat(white.length)))}`,
  'with spaces at the ends': (text) => lines(text, (line) => `${line}   `),
  'with tabs before lines': (text) => lines(text, (line) => line.replace(/^(?: {8})+/, (white) => '\t'.repeat(white.length / 8))),
  'with a blank line between': (text) => (/^\s*[[{]|: \|/m.test(text) ? text : lines(text, (line) => `${line}\n`)),
  'with dots where its author cut': (text) => `...\n${text}…\n[snip]\n`,
  'with prose around': (text) => `Since yesterday my pod does not stay up.\n\n${text}\nWhat can I do about that?\n`,
  'as HTML': (text) =>
    `<pre>\n${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')}</pre>\n`,
  'wrapped at 120': wrapped(120),
  'wrapped at 100': wrapped(100),
  'wrapped at 80': wrapped(80),
  'cut at its end': (text) => (/^\s*[[{]/m.test(text) ? text : text.trimEnd()),
  'twice the same': (text) => `${text}\nand once more\n\n${text}`,
}

it('has every form', () => expect(TEXTS.length).toBeGreaterThanOrEqual(22))

/** Those texts that are not answered as their whole is. */
const wrongIn = ({ is, restarts, says }: (typeof TEXTS)[number], texts: Iterable<readonly [cut: string, text: string]>): string[] =>
  [...texts].flatMap(([cut, text]) => {
    const answer = answerOf([text])
    const isSame = answer.is === is && answer.restarts === restarts && says.test(answer.sentence)
    return isSame ? [] : [`${cut}: ${answer.is}, ${answer.restarts}: ${answer.sentence}`]
  })

const today = <T>(all: readonly T[]): readonly T[] => drawn(all, Math.ceil(all.length / 8))

const PAIRS = TEXTS.flatMap(({ name }) => Object.keys(CUTS).map((cut) => `${name}: ${cut}`))
const TODAY = new Set(today(PAIRS))

it.each(TEXTS)('of $name, however it is cut, says the same', (row) => {
  const cuts = Object.entries(CUTS).filter(([cut]) => cut === 'whole' || TODAY.has(`${row.name}: ${cut}`))
  const wrong = wrongIn(
    row,
    cuts.map(([cut, change]) => [cut, change(row.text)]),
  )
  expect(wrong, `TEST_SEED=${SEED}`).toEqual([])
})

/** Objects as kubectl prints them whole; their statuses or events are what counts. */
const OBJECTS = textsIn(ownObjects)
const STATUS = /lastState"?:(?! \{\})|"count": 9/
const END = /CrashLoopBackOff|running"?:|"Killing"/

/** Where people cut an object: line by line before its status and behind it, and one line, or all of its spec, in the middle. */
function* objectCuts(text: string): Generator<[cut: string, text: string]> {
  const all = text.replace(/\n$/, '').split('\n')
  const [first, last] = [all.findIndex((line) => STATUS.test(line)), all.findLastIndex((line) => END.test(line))]
  for (let i = 1; i <= first; i++) yield [`without its first ${i} lines`, all.slice(i).join('\n')]
  for (let i = last + 1; i < all.length; i++) yield [`up to line ${i}`, all.slice(0, i).join('\n')]
  for (let i = 1; i < first; i++) yield [`with dots for line ${i + 1}`, all.with(i, '    ...').join('\n')]
  for (const [head, tail] of [
    [first, all.length],
    [Math.floor(first / 2), last + 1],
    [3, last + 1],
  ] as const)
    for (const change of ['indented', 'fenced', 'quoted', 'from Windows', 'with dots where its author cut'])
      yield [`lines ${head} to ${tail}, ${change}`, CUTS[change]!(`${all.slice(head, tail).join('\n')}\n`)]
  yield ['with dots for all between', [...all.slice(0, 3), '...', ...all.slice(first - 1, last + 1), '...'].join('\n')]
  yield ['without its indentation', lines(text, (line) => line.trimStart())]
  if (text.startsWith('{')) yield ['in one line', JSON.stringify(JSON.parse(text))]
  if (text.startsWith('{'))
    yield ['in one line without its head', JSON.stringify(JSON.parse(text)).replace(/^.*?(?="conditions"|"count":9)/, 'ady"},')]
}

it.each(OBJECTS)('of $name, wherever it is cut, says the same', (row) => {
  expect(wrongIn(row, [['whole', row.text], ...today([...objectCuts(row.text)])]), `TEST_SEED=${SEED}`).toEqual([])
})
