import { statSync } from 'node:fs'
import { sep } from 'node:path'
import type { TestSequencer, TestSpecification, Vitest } from 'vitest/node'

/** What waits for other programs for many seconds: begun last, it would leave the other cores with nothing to do. */
const LONG = ['src/package.test.ts', 'src/ui/simulator/divided.test.ts'].map((path) => path.replaceAll('/', sep))

/** The order of the test files: the longest first; and those that may share what is loaded one after the other, where they do. */
export class TestOrder implements TestSequencer {
  readonly #shard: { index: number; count: number } | undefined

  constructor({ config }: Vitest) {
    this.#shard = config.shard
  }

  /** Gives the same files, sorted. */
  sort(files: TestSpecification[]): TestSpecification[] {
    const rank = ({ moduleId, project }: TestSpecification): number => {
      if (LONG.some((path) => moduleId.endsWith(path))) return 0
      return project.config.isolate ? 1 : 2
    }
    const size = ({ moduleId }: TestSpecification): number => statSync(moduleId).size
    return files.toSorted((a, b) => rank(a) - rank(b) || size(b) - size(a))
  }

  /** Gives the files of one machine of several, dealt out by their size: those that take long are not all on one. */
  shard(files: TestSpecification[]): TestSpecification[] {
    const { index, count } = this.#shard ?? { index: 1, count: 1 }
    return this.sort(files).filter((_, n) => n % count === index - 1)
  }
}
