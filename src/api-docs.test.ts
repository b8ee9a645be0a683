import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const out = join(root, 'dist-docs')

// an export without a doc comment, a type that is named nowhere and a broken reference are errors of this command
beforeAll(() => {
  execFileSync('npm', ['run', '-s', 'docs'], { cwd: root, stdio: 'pipe' })
})

const pages = (): string[] => readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.html'))

it('has a page for each function, with an example', () => {
  const functions = pages().filter((path) => path.startsWith('functions/'))
  expect(functions.length).toBeGreaterThanOrEqual(12)
  expect(functions.filter((path) => !/<h4[^>]*>Example/.test(readFileSync(join(out, path), 'utf8')))).toEqual([])
})

it('has no link that leads nowhere', () => {
  const files = pages()
  const texts = new Map(files.map((path) => [path, readFileSync(join(out, path), 'utf8')]))
  const links = [...texts].flatMap(([path, text]) =>
    [...text.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, link]) => ({ path, link: link!.replaceAll('&amp;', '&') })),
  )
  expect(links.length).toBeGreaterThan(1000)
  const broken = links.filter(({ path, link }) => {
    if (/^(https?:|data:)/.test(link)) return false
    const [file = '', anchor] = link.split('#')
    const target = file === '' ? path : join(dirname(path), file)
    if (!existsSync(join(out, target))) return true
    return anchor !== undefined && anchor !== '' && texts.has(target) && !texts.get(target)!.includes(`id="${anchor}"`)
  })
  expect(broken).toEqual([])
})
