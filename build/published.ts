import type { Plugin } from 'vite'
import { courseSchema, fileSchema } from '../src/lessons/file-schema.ts'
import { licencesOf } from './licences.ts'

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
