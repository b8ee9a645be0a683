import { readdirSync, readFileSync } from 'node:fs'
import { parseSync } from 'vite'
import { expect, it } from 'vitest'

/** One word for one thing: CONTRIBUTING.md says which, and `otherwise` finds another that has slipped in. */
const WORDS: readonly { word: string; otherwise: RegExp; not: string }[] = [
  {
    word: 'release',
    otherwise: /\b(?:Kubernetes|kubelet|cluster)(?:[’']s)? versions?\b|\bversions? of (?:Kubernetes|the kubelet)/i,
    not: 'a Kubernetes version',
  },
  { word: 'lane', otherwise: /\bvariants\b|\b(?:each|every|another|this|the) variant\b/i, not: 'each variant' },
  { word: 'exercise', otherwise: /\b(?:lessons?|levels?|assignments?)\b/i, not: 'the next lesson' },
  { word: 'frame', otherwise: /\biframes?\b/i, not: 'in an iframe' },
  { word: 'back-off', otherwise: /\bbackoffs?\b|\bback off\b/, not: 'its backoff' },
  { word: 'time-out', otherwise: /(?<!-)\btimeouts?\b/, not: 'a timeout of 5 s' },
  { word: 'cursor', otherwise: /\bplayhead\b/i, not: 'the playhead' },
  { word: 'save', otherwise: /\bdownload(?:s|ed)?\b|\bexport(?:s|ed)?\b/i, not: 'Download it' },
  { word: 'remove', otherwise: /^delete\b(?!.*mirror)/i, not: 'Delete the lane' },
  { word: 'cancel', otherwise: /\bquit\b|\babort\b/i, not: 'Quit now' },
  { word: 'problem', otherwise: /\bmistakes?\b/i, not: 'one mistake' },
  { word: 'notice', otherwise: /\b(?:toast|banner|notification)s?\b/i, not: 'the banner' },
  { word: 'ends', otherwise: /\b(?:dies|died)\b/i, not: 'the program dies' },
  { word: 'restart', otherwise: /\breboots? (?:the|a) (?:pod|container)|\brelaunch/i, not: 'reboots the pod' },
  { word: 'picture', otherwise: /\bscreenshots?\b/i, not: 'a screenshot' },
  { word: 'trainer, learner', otherwise: /\b(?:teacher|student|pupil)s?\b/i, not: 'for students' },
  { word: 'side-car', otherwise: /\bsidecars?\b/i, not: 'a sidecar' },
]

/** A time as Go or a clock writes it, which a sentence does not: “Times and numbers” in CONTRIBUTING.md. */
const TIMES = /(?<![\w.=:/-])\d+(?:m\d+s|h\d+m)\b|\bat \d{1,2}:\d\d\b|\b(?:in|after|for|of|within|every|about) \d+[smh]\b/

interface Said {
  place: string
  text: string
}

/** What the page says by itself, file by file: texts of JSX, and literals of more than one word. */
function saidIn(folder: string): Said[] {
  return (
    readdirSync(`${import.meta.dirname}/${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((file) => /(?<!\.test)\.tsx?$/.test(file))
      .flatMap((file) => {
        const source = readFileSync(`${import.meta.dirname}/${folder}/${file}`, 'utf8')
        const { program } = parseSync(file, source)
        return textsOf(program).map(({ text, start }) => ({
          place: `src/${folder}/${file}:${source.slice(0, start).split('\n').length}`,
          text: text.replace(/\s+/g, ' ').trim(),
        }))
      })
      // a manifest's own words are Kubernetes'
      .filter(
        ({ text }) =>
          !text.startsWith('apiVersion: ') && /^\p{L}/u.test(text) && / /.test(text) && !/[<>{]\/?\w+[=>]|^\w+\(|;\s*$/.test(text),
      )
  )
}

type Node = Record<string, unknown> & { type: string; start: number }

function textsOf(node: unknown): { text: string; start: number }[] {
  if (Array.isArray(node)) return node.flatMap(textsOf)
  if (typeof node !== 'object' || node === null) return []
  const { type, start, ...rest } = node as Node
  if (type === 'ImportDeclaration' || type === 'TSLiteralType') return []
  // what CSS calls a thing nobody reads
  if (type === 'JSXAttribute' && (rest['name'] as { name?: unknown }).name === 'className') return []
  if (type === 'JSXText' || (type === 'Literal' && typeof rest['value'] === 'string')) return [{ text: String(rest['value']), start }]
  if (type === 'TemplateLiteral') {
    const quasis = rest['quasis'] as { value: { cooked: string } }[]
    return [{ text: quasis.map(({ value }) => value.cooked).join('…'), start }, ...textsOf(rest['expressions'])]
  }
  return Object.values(rest).flatMap(textsOf)
}

/** The tables of texts, cell by cell; those of the releases' rows quote upstream's words. */
const tables = readdirSync(`${import.meta.dirname}/texts`)
  .filter((file) => file.endsWith('.tsv') && file !== 'release-rows.tsv')
  .flatMap((file) =>
    readFileSync(`${import.meta.dirname}/texts/${file}`, 'utf8')
      .split('\n')
      .map((line) => line.split('\t'))
      .flatMap((cells, n, [columns = []]) =>
        // the regular expressions of others' words
        cells.flatMap((text, i) => (columns[i] === 'words' ? [] : [{ place: `src/texts/${file}:${n + 1}`, text }])),
      )
      .filter(({ text }) => / /.test(text) && !/\/\w+\.(?:go|ts)\b|\/[\w{,-]+-a\b/.test(text)),
  )

const SAID = [...['ui', 'views', 'component'].flatMap(saidIn), ...tables]

it('sees what the page says', () => {
  expect(SAID.length).toBeGreaterThan(1200)
  expect(SAID.some(({ text }) => text.startsWith('The goals say whether'))).toBe(true)
})

it.each(WORDS)('says “$word”, not “$not”', ({ otherwise, not }) => {
  expect(otherwise.test(not)).toBe(true)
  expect(SAID.filter(({ text }) => otherwise.test(text)).map(({ place, text }) => `${place}: ${text}`)).toEqual([])
})

it('writes times in a sentence as CONTRIBUTING.md has them', () => {
  for (const wrong of ['Killed after 8m45s.', 'It hangs at 10:00, and', 'a back-off of 10s']) expect(TIMES.test(wrong)).toBe(true)
  expect(SAID.filter(({ text }) => TIMES.test(text)).map(({ place, text }) => `${place}: ${text}`)).toEqual([])
})
