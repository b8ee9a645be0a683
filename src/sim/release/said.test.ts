import { expect, it } from 'vitest'
import { held } from '../../runs-fixture.ts'
import { kubeadmAt } from './kubeadm.ts'
import { MINORS } from './releases.ts'
import { writeWordsOf } from './write-words.ts'

const WRITES: Readonly<Record<string, unknown[]>> = { notStatusLog: ['ERROR'], webhookError: ['NAME', 'WHY', true] }

/** Of two tables beside the rules: each row's value by the releases that changed it. */
const texts = Object.entries({ kubeadm: kubeadmAt, writes: writeWordsOf }).flatMap(([table, at]) =>
  Object.keys(at(37)).map((row): [string, string] => {
    let before = ''
    const changes = MINORS.flatMap((minor) => {
      const value: unknown = (at(minor) as Record<string, unknown>)[row]
      const text = JSON.stringify(typeof value === 'function' ? (value as (...args: unknown[]) => unknown)(...(WRITES[row] ?? [])) : value)
      const isSame = text === before
      before = text
      return isSame ? [] : [`1.${minor} ${text}`]
    })
    return [`${table} ${row}`, changes.join('\n')]
  }),
)

it.each(held(import.meta.dirname, 'said.txt', texts))('%s', (_, expected, text) => expect(text).toBe(expected))
