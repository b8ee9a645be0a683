import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { lint } from './lint-command.ts'

const page = join(import.meta.dirname, '../../docs/lint-comparison.md')
const folder = page.replace(/\.md$/, '')
const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
const manifests = readdirSync(folder).filter((file) => file.endsWith('.yaml'))
const others = JSON.parse(read('others.json')) as Record<string, Record<'kube-score' | 'kube-linter', string[]>>

interface Finding {
  rule: string
  severity: string
  message: string
}

function ours(file: string): Finding[] {
  let out = ''
  lint([file, '--release', '1.34', '--from', '1.19', '--format', 'json'], {
    out: (text) => void (out += text),
    err: (text) => {
      throw new Error(text)
    },
    read: (path) => {
      if (path !== file) throw new Error('not here')
      return read(file)
    },
    write: () => {},
    filesAt: (path) => [path],
  })
  return (JSON.parse(out) as { findings: Finding[] }).findings
}

/** What more than half of all are told of by a program says nothing of one. */
function theirs(file: string, by: 'kube-score' | 'kube-linter'): string {
  const all = Object.values(others).flatMap((other) => other[by])
  const isCommon = (id: string): boolean => all.filter((text) => text === id).length > manifests.length / 3
  const own = others[file]![by].filter((id) => !isCommon(id)).map((id) => `\`${id}\``)
  const common = others[file]![by].filter(isCommon).length
  return [...own, ...(common > 0 ? [`+${common}`] : [])].join(', ') || '–'
}

function cell(found: readonly Finding[]): string {
  const notSimulated = found.filter(({ rule }) => rule === 'not-simulated').length
  const told = found
    .filter(({ rule }) => rule !== 'not-simulated')
    .map(({ rule, severity, message }) => `**${severity}** \`${rule}\`: ${message.replace(/ \((?:[^()]|\([^()]*\))*\)/g, '')}`)
  return [...told, ...(notSimulated > 0 ? [`${notSimulated} × **note** \`not-simulated\``] : [])].join('<br>').replaceAll('|', '\\|') || '–'
}

/** What an author would want to know of today, file by file; the others are told nothing but notes. */
const WARNED = ['05', '07', '12', '13', '14', '15', '18', '19', '20']

it('warns where something is wrong, and where it may be meant so it notes', () => {
  const warned = manifests.filter((file) => ours(file).some(({ severity }) => severity !== 'note')).map((file) => file.slice(0, 2))
  expect(warned).toEqual(WARNED)
})

it('the page of the comparison has what the check says today', async () => {
  expect(manifests).toHaveLength(20)
  expect(Object.keys(others)).toEqual(manifests)
  const rows = manifests.map(
    (file) =>
      `| [${file.replace('.yaml', '')}](lint-comparison/${file}) | ${theirs(file, 'kube-score')} | ${theirs(file, 'kube-linter')} | ${cell(ours(file))} |`,
  )
  const table = ['| Manifest | kube-score | kube-linter | this check |', '| --- | --- | --- | --- |', ...rows].join('\n')
  const text = readFileSync(page, 'utf8')
  const [, before, after] = /^([^]*<!-- the table: .* -->\n)[^]*(<!-- its end -->[^]*)$/.exec(text)!
  await expect(`${before}\n${table}\n\n${after}`).toMatchFileSnapshot(page)
})

it('a manifest that all three are content with is told nothing but notes', () => {
  expect(others['03-startup-probe.yaml']).toEqual({ 'kube-score': [], 'kube-linter': [] })
  expect(ours('03-startup-probe.yaml').filter(({ severity }) => severity !== 'note')).toEqual([])
})
