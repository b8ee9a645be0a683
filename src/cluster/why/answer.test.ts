import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { answerOf } from './answer.ts'
import { answerText } from './say.ts'

/** What real people pasted, each with what is true of it; the folder's README says where they are from. */
const RECORDED = 'src/cluster/recorded'
const names = readdirSync(RECORDED).filter((name) => !name.includes('.'))

interface Truth {
  says: { must: string[]; mustNot: string[] }
  restarts: number | null
  certain: boolean
}

it('sees the texts', () => expect(names.length).toBe(22))

it.each(names)('says why of %s, and nothing that is not so', (name) => {
  const files = ['input.txt', 'manifest.yaml'].filter((file) => existsSync(`${RECORDED}/${name}/${file}`))
  const answer = answerOf(files.map((file) => readFileSync(`${RECORDED}/${name}/${file}`, 'utf8')))
  const truth = JSON.parse(readFileSync(`${RECORDED}/${name}/truth.json`, 'utf8')) as Truth
  const text = answerText(answer, files)
  for (const words of truth.says.must) expect(text).toMatch(new RegExp(words, 'im'))
  for (const words of truth.says.mustNot) expect(text).not.toMatch(new RegExp(words, 'im'))
  expect(answer.restarts).toBe(truth.restarts)
  expect(answer.cause?.isCertain ?? true).toBe(truth.certain)
  expect(answer.is).toBe(truth.restarts === 0 ? 'nothing restarts' : 'known')
})
