import { expect, it } from 'vitest'
import { webExercise } from '../lessons/fixture.ts'
import { withGiven } from '../share/one-file.ts'
import { main } from './main.ts'

const PAGE = '<script type="application/json" id="whyrestart-given">null</script>\n<script>let a = "$&"</script>\n'
const EXERCISE = webExercise({ goals: '    - {text: "</script><!-- $&", restarts: {max: 0}}' })
const FILES = new Map([
  ['e.yaml', EXERCISE],
  ['c/course.yaml', 'course: 1\ntitle: C\nexercises: [{file: e.yaml}]\n'],
  ['c/e.yaml', EXERCISE],
  ['s.yaml', EXERCISE.replace(/exercise:[^]*$/, '')],
  ['bad.yaml', 'course: 1\ntitle: C\nexercises: [{file: none.yaml}]\n'],
])

function run(argv: readonly string[], page: (() => string) | null = () => PAGE) {
  let err = ''
  const written = new Map<string, string>()
  const read = (file: string): string => {
    const text = FILES.get(file)
    if (text === undefined) throw new Error('ENOENT: no such file or directory')
    return text
  }
  const write = (file: string, contents: string | Uint8Array): void => void written.set(file, String(contents))
  const code = main(argv, { out: () => undefined, err: (text) => void (err += text), read, write, ...(page && { page }) })
  return { code, err, written }
}

/** What a browser finds in the element. */
const givenIn = (page: string): unknown => JSON.parse(/id="whyrestart-given">([^]*?)<\/script>/.exec(page)![1]!)

it('writes the page with an exercise in it, whatever its texts hold', () => {
  const { code, err, written } = run(['e.yaml', '--html', 'out.html'])
  expect([code, err]).toEqual([0, ''])
  const page = written.get('out.html')!
  expect(givenIn(page)).toEqual({ version: 1, text: EXERCISE })
  expect(page.endsWith('\n<script>let a = "$&"</script>\n')).toBe(true)
})

it('puts a course’s files into it, and a scenario with its moment', () => {
  const course = givenIn(run(['c/course.yaml', '--html', 'out.html']).written.get('out.html')!) as { text: string }
  expect(JSON.parse(course.text)).toMatchObject({ course: 1, title: 'C', exercises: [{ exercise: { whyrestart: 1 } }] })
  expect(givenIn(run(['s.yaml', '--html=out.html', '--at', '2m']).written.get('out.html')!)).toMatchObject({
    payload: { version: 2, draft: { common: { whyrestart: 1 } }, view: { cursor: 120 } },
  })
  expect(givenIn(run(['s.yaml', '--html=out.html']).written.get('out.html')!)).toHaveProperty('payload.view', {})
})

it('writes over what stood in the file before', () => {
  const page = withGiven(withGiven(PAGE, { text: 'one' })!, { text: 'two' })!
  expect(givenIn(page)).toEqual({ version: 1, text: 'two' })
})

it.each([
  [['bad.yaml', '--html', 'out.html'], /^bad\.yaml:3:.*cannot read none\.yaml/],
  [['none.yaml', '--html', 'out.html'], /^simulate: cannot read none\.yaml/],
  [['--html', 'out.html'], /^simulate: which scenario\?/],
  [['e.yaml', '--html'], /^simulate: --html needs a value/],
  [['e.yaml', '--html', 'o', '--json'], /^simulate: --json and --html do not go together/],
  [['--check', 'e.yaml', '--html', 'o'], /^simulate: --check and --html do not go together/],
])('refuses %j in a sentence', (argv, says) => {
  const { code, err, written } = run(argv)
  expect(err).toMatch(says)
  expect([code, written.size]).toEqual([2, 0])
})

it('says what to do where the page is not built, or is another one', () => {
  const missing = run(['e.yaml', '--html', 'o'], () => {
    throw new Error('ENOENT')
  })
  expect(missing.err).toMatch(/^simulate: the page is not built yet: npm run build/)
  expect(run(['e.yaml', '--html', 'o'], null).err).toMatch(/^simulate: --html needs a checkout of whyrestart/)
  expect(run(['e.yaml', '--html', 'o'], () => '<p>').err).toMatch(/not the page in one file/)
})
