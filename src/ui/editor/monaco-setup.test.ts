import { expect, it, vi } from 'vitest'

/** What Monaco is given, without Monaco. */
const given = {
  disposed: 0,
  hover: [] as ((model: object, position: object) => unknown)[],
  completion: [] as ((model: object, position: object) => { suggestions: object[] } | null)[],
  themes: [] as unknown[],
}

const monaco = {
  languages: {
    registerHoverProvider: (_language: string, { provideHover }: { provideHover: (typeof given.hover)[number] }) => {
      given.hover.push(provideHover)
      return { dispose: () => (given.disposed += 1) }
    },
    registerCompletionItemProvider: (
      _language: string,
      { provideCompletionItems }: { provideCompletionItems: (typeof given.completion)[number] },
    ) => {
      given.completion.push(provideCompletionItems)
      return { dispose: () => (given.disposed += 1) }
    },
    CompletionItemKind: { Property: 9 },
  },
  editor: {
    defineTheme: (name: string, theme: object) => given.themes.push([name, theme]),
    setTheme: (name: string) => given.themes.push(name),
  },
}
vi.mock('monaco-editor/editor/editor.api.js', () => monaco)
vi.mock('monaco-editor/editor/contrib/suggest/browser/suggestController.js', () => ({}))
vi.mock('monaco-editor/features/bracketMatching/register.js', () => ({}))
vi.mock('monaco-editor/features/clipboard/register.js', () => ({}))
vi.mock('monaco-editor/features/codeEditor/register.js', () => ({}))
vi.mock('monaco-editor/features/codicon/register.js', () => ({}))
vi.mock('monaco-editor/features/comment/register.js', () => ({}))
vi.mock('monaco-editor/features/find/register.js', () => ({}))
vi.mock('monaco-editor/features/folding/register.js', () => ({}))
vi.mock('monaco-editor/features/hover/register.js', () => ({}))
vi.mock('monaco-editor/features/indentation/register.js', () => ({}))
vi.mock('monaco-editor/features/linesOperations/register.js', () => ({}))
vi.mock('monaco-editor/features/multicursor/register.js', () => ({}))
vi.mock('monaco-editor/features/suggest/register.js', () => ({}))
vi.mock('monaco-editor/features/wordOperations/register.js', () => ({}))
vi.mock('monaco-editor/languages/definitions/yaml/register.js', () => ({}))

const MANIFEST = `apiVersion: v1
kind: Pod
spec:
  containers:
  - name: a
    command:
    - kube-apiserver
    - --anonymous-au
    livenessP
`.split('\n')

const modelOf = (path: string) => ({
  uri: { path },
  getLinesContent: () => MANIFEST,
  getLineContent: (line: number) => MANIFEST[line - 1],
  getWordUntilPosition: ({ lineNumber, column }: { lineNumber: number; column: number }) => ({
    startColumn: MANIFEST[lineNumber - 1]!.slice(0, column - 1).search(/\w*$/) + 1,
    endColumn: column,
  }),
})

it('what is pointed at is explained and what is begun is completed, of the release that is open, in manifests alone', async () => {
  const { provideHelp } = await import('./monaco-setup.ts')
  const pod = modelOf('/lane-1/kube-apiserver.yaml')
  const hover = (line: number, column: number, model = pod): unknown => given.hover.at(-1)!(model, { lineNumber: line, column })
  const completion = (line: number, column: number, model = pod) => given.completion.at(-1)!(model, { lineNumber: line, column })
  provideHelp(9)
  expect(given.disposed).toBe(0)
  expect(hover(5, 6)).toEqual({ contents: [{ value: expect.stringContaining('`name`: string') }] })
  expect(hover(5, 1)).toBeNull()
  // a flag is completed with its hyphens, a field as a word
  const item = { insertText: expect.any(String), documentation: expect.any(String), detail: expect.any(String), kind: 9 }
  const range = (line: number, from: number, to: number) => ({
    startLineNumber: line,
    endLineNumber: line,
    startColumn: from,
    endColumn: to,
  })
  expect(completion(8, 21)!.suggestions).toContainEqual({ ...item, label: '--anonymous-auth', range: range(8, 7, 21) })
  // where the caret stands in it
  expect(completion(8, 12)!.suggestions).toContainEqual({ ...item, label: '--anonymous-auth', range: range(8, 7, 12) })
  expect(completion(9, 14)!.suggestions).toContainEqual({ ...item, label: 'livenessProbe', range: range(9, 5, 14) })
  const labels = (): unknown[] => completion(9, 14)!.suggestions.map((each) => (each as { label: string }).label)
  expect(labels()).not.toContain('startupProbe')
  // how programs behave has no field of a Pod
  const behaviour = modelOf('/lane-1/scenario/processes')
  expect([hover(5, 6, behaviour), completion(9, 14, behaviour)]).toEqual([null, null])
  // the help of another release takes its place
  provideHelp(37)
  expect(given.disposed).toBe(2)
  expect(labels()).toContain('startupProbe')
})

it('the editor has the page’s colours, with all six digits; a frame that is being taken away has none', async () => {
  const { setInk } = await import('./monaco-setup.ts')
  const colours: Record<string, string> = {
    '--surface': ' #fff',
    '--text': '#123456',
    '--accent': '#0aF',
    '--pass': '#00a',
    '--muted': '#777',
  }
  const style = { colorScheme: 'light', getPropertyValue: (name: string) => colours[name] ?? '' }
  vi.stubGlobal('getComputedStyle', () => style)
  setInk({} as Element)
  const theme = (base: string) => [
    'page',
    {
      base,
      inherit: true,
      rules: [
        { token: 'type.yaml', foreground: '00aaFF' },
        { token: 'string.yaml', foreground: '123456' },
        { token: 'number.yaml', foreground: '0000aa' },
        { token: 'comment.yaml', foreground: '777777' },
      ],
      colors: {
        'editor.background': '#ffffff',
        'editor.foreground': '#123456',
        'editorLineNumber.foreground': '#777777',
        'editorLineNumber.activeForeground': '#123456',
        'editorGutter.background': '#ffffff',
      },
    },
  ]
  expect(given.themes.splice(0)).toEqual([theme('vs'), 'page'])
  style.colorScheme = 'dark'
  setInk({} as Element)
  expect(given.themes.splice(0)).toEqual([theme('vs-dark'), 'page'])
  delete colours['--surface']
  setInk({} as Element)
  expect(given.themes).toEqual([])
  vi.unstubAllGlobals()
})
