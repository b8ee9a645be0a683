import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { courseSchema, fileSchema } from '../src/lessons/file-schema.ts'

interface Package {
  name: string
  version: string
  license?: string
  repository?: string | { url: string }
  dependencies?: Record<string, string>
}

/** What the service worker is made of comes with the build, not with the page's own dependencies. */
const OF_THE_SERVICE_WORKER = ['workbox-core', 'workbox-precaching', 'workbox-routing', 'workbox-strategies', 'workbox-window']
const TEXTS = /^(licen[cs]e|notice|copying|thirdpartynotices|third-party-notices)([.-].*)?$/i

/**
 * The licences and notices of everything that is shipped, in one text: the project's own, then every package that it depends on at
 * run time, however deep, with the very words of its files. Errors: throws where a package comes without a licence.
 */
function licencesOf(root: string): string {
  const own = ['NOTICE', 'LICENSE'].map((file) => readFileSync(join(root, file), 'utf8').trim())
  const { dependencies = {} } = packageAt(root)
  const all = shipped(root, [...Object.keys(dependencies), ...OF_THE_SERVICE_WORKER])
  const others = [...all].toSorted(([text], [other]) => (text < other ? -1 : 1)).map(([name, folder]) => sectionOf(name, folder))
  return [
    ...own,
    `What comes from others:\n\n${[...all.keys()]
      .toSorted()
      .map((name) => `- ${name}`)
      .join('\n')}`,
    ...others,
  ]
    .join(`\n\n${'='.repeat(80)}\n\n`)
    .concat('\n')
}

function shipped(root: string, names: readonly string[]): Map<string, string> {
  const found = new Map<string, string>()
  const visit = (name: string, from: string): void => {
    const folder = folderOf(root, name, from)
    if (found.has(name)) return
    found.set(name, folder)
    for (const next of Object.keys(packageAt(folder).dependencies ?? {})) visit(next, folder)
  }
  for (const name of names) visit(name, root)
  return found
}

/** As node looks it up: beside whoever asks first. */
function folderOf(root: string, name: string, from: string): string {
  const nested = join(from, 'node_modules', name)
  return existsSync(nested) ? nested : join(root, 'node_modules', name)
}

const packageAt = (folder: string): Package => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package

function sectionOf(name: string, folder: string): string {
  const { version, license, repository } = packageAt(folder)
  const texts = readdirSync(folder)
    .filter((file) => TEXTS.test(file))
    .toSorted()
  if (license === undefined && texts.length === 0) throw new Error(`${name} ${version} comes without a licence`)
  const address = typeof repository === 'string' ? repository : repository?.url
  const head = `${name} ${version}\n${license ?? ''}${address === undefined ? '' : `\n${address}`}`
  return [head, ...texts.map((file) => readFileSync(join(folder, file), 'utf8').trim())].join('\n\n')
}

/** What is published beside the page: the formats' schemas, and the licences of all that is shipped. */
export const published = (): Plugin => ({
  name: 'published',
  apply: 'build',
  generateBundle(_options, bundle) {
    const licences = licencesOf(process.cwd())
    for (const file of Object.values(bundle))
      for (const id of file.type === 'chunk' ? file.moduleIds : []) {
        const name = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/.exec(id)?.[1]
        if (name !== undefined && !licences.includes(`\n- ${name}\n`)) this.error(`${name} is shipped without its licence`)
      }
    this.emitFile({ type: 'asset', fileName: 'scenario.schema.json', source: `${JSON.stringify(fileSchema(), null, 1)}\n` })
    this.emitFile({ type: 'asset', fileName: 'course.schema.json', source: `${JSON.stringify(courseSchema(), null, 1)}\n` })
    this.emitFile({ type: 'asset', fileName: 'licences.txt', source: licences })
  },
})
