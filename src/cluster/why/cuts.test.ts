import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { answerOf } from './answer.ts'

/** Texts of our own making in each form, and what must be said of each: `=== name | is | restarts | the sentence`. */
const TEXTS = readFileSync('src/cluster/why/own-texts.txt', 'utf8')
  .split(/^=== /m)
  .slice(1)
  .map((block) => {
    const [head = ''] = block.split('\n', 1)
    const [name = '', is = '', restarts = '', says = ''] = head.split(' | ')
    return { name, is, restarts: restarts === 'null' ? null : Number(restarts), says: new RegExp(says), text: block.slice(head.length + 1) }
  })

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

it.each(TEXTS)('of $name, however it is cut, says the same', ({ text, is, restarts, says }) => {
  const wrong = Object.entries(CUTS).flatMap(([cut, change]) => {
    const answer = answerOf([change(text)])
    const isSame = answer.is === is && answer.restarts === restarts && says.test(answer.sentence)
    return isSame ? [] : [`${cut}: ${answer.is}, ${answer.restarts}: ${answer.sentence}`]
  })
  expect(wrong).toEqual([])
})
