import { vi } from 'vitest'
import { linkOf } from '../../share/payload.ts'
import { expect, test, type Page } from '../fixture/playground.ts'
import { small } from '../fixture/samples.ts'

const OFF = 'Anonymous requests off'

/** What Monaco is asked for, without Monaco: happy-dom lays out no text. */
interface Asked {
  editor: { text: string; at: string; readOnly: unknown; label: unknown; look: string }
  said: string[]
  /** What it holds of lines: `marks`, `lit`, `dots`, in the order in which they were made. */
  lines: () => string[][]
  markers: string[]
  do: {
    type(text: string): void
    focus(): void
    blur(): void
    key(code: string, more?: object): string[]
    caret(line: number, source: string, more?: { reason?: number; to?: number }): void
    press(line: number, type: number): void
  }
  /** As it is made. */
  options: Record<string, unknown>
  hasFocus: () => boolean
  /** The files whose texts it holds. */
  files: () => string[]
}

/** The stand-in is made once, for all pages of this file. */
const standIn = vi.hoisted((): { monaco?: Asked } => ({}))

vi.mock('./load-monaco.ts', () => ({ loadMonaco: () => import('./Monaco.tsx') }))
vi.mock('./monaco-setup.ts', () => {
  interface Place {
    lineNumber: number
    column: number
  }
  class Range {
    readonly from: Place
    readonly to: Place
    constructor(line: number, column: number, toLine: number, toColumn: number) {
      this.from = { lineNumber: line, column }
      this.to = { lineNumber: toLine, column: toColumn }
    }
    static fromPositions = (from: Place, to: Place): Range => new Range(from.lineNumber, from.column, to.lineNumber, to.column)
    static equalsRange = (a: Range, b: Range): boolean => JSON.stringify(a) === JSON.stringify(b)
    getStartPosition = (): Place => this.from
    getEndPosition = (): Place => this.to
    isEmpty = (): boolean => JSON.stringify(this.from) === JSON.stringify(this.to)
  }
  const said: string[] = []
  const listeners = new Map<string, (event: never) => void>()
  const on = (name: string) => (act: (event: never) => void) => {
    listeners.set(name, act)
    return { dispose: () => listeners.delete(name) }
  }
  const tell = (name: string, event: object = {}): void => listeners.get(name)?.(event as never)
  const models = new Map<string, ReturnType<typeof modelOf>>()
  function modelOf(text: string, uri: { path: string }) {
    const model = {
      uri,
      text,
      getValue: () => model.text,
      updateOptions: () => undefined,
      dispose: () => void models.delete(uri.path),
      getFullModelRange: () => Range.fromPositions(model.getPositionAt(0), model.getPositionAt(model.text.length)),
      getPositionAt: (offset: number): Place => {
        const before = model.text.slice(0, offset).split('\n')
        return { lineNumber: before.length, column: before.at(-1)!.length + 1 }
      },
      getOffsetAt: ({ lineNumber, column }: Place): number =>
        model.text
          .split('\n')
          .slice(0, lineNumber - 1)
          .reduce((sum, line) => sum + line.length + 1, 0) +
        column -
        1,
      applyEdits: (edits: { range: Range; text: string }[]) => {
        for (const { range, text: put } of edits) {
          const [from, to] = [model.getOffsetAt(range.from), model.getOffsetAt(range.to)]
          said.push(`put ${JSON.stringify(put)} for ${JSON.stringify(model.text.slice(from, to))}`)
          model.text = model.text.slice(0, from) + put + model.text.slice(to)
        }
        tell('content')
      },
    }
    return model
  }
  type Decoration = { range: Range; options: Record<string, unknown> }
  const collections: Decoration[][] = []
  let isFocused = false
  let made: Record<string, unknown> = {}
  let options: Record<string, unknown> = {}
  let model: ReturnType<typeof modelOf> | null = null
  let selection = new Range(1, 1, 1, 1)
  let markers: string[] = []
  const place = (range: Range): string =>
    `${range.from.lineNumber}:${range.from.column}${range.isEmpty() ? '' : `–${range.to.lineNumber}:${range.to.column}`}`
  const reveal = (how: string) => (what: unknown) =>
    void said.push(`${how} ${what instanceof Range ? place(what) : typeof what === 'number' ? what : JSON.stringify(what)}`)
  const create = (holder: HTMLElement, first: Record<string, unknown>) => {
    // React makes it twice
    for (const list of [collections, said]) list.length = 0
    made = { ...first }
    options = { ...first }
    isFocused = false
    holder.replaceChildren(document.createElement('textarea'))
    return {
      createDecorationsCollection: () => {
        const held: Decoration[] = []
        collections.push(held)
        return {
          set: (list: Decoration[]) => void held.splice(0, held.length, ...list),
          clear: () => void held.splice(0),
          getRanges: () => held.map(({ range }) => range),
        }
      },
      onDidChangeModelContent: on('content'),
      onDidChangeCursorPosition: on('caret'),
      onMouseDown: on('mouse'),
      onDidFocusEditorText: on('focus'),
      onDidBlurEditorText: on('blur'),
      onKeyDown: on('key'),
      getValue: () => model!.text,
      getModel: () => model,
      setModel: (next: typeof model) => void (model = next),
      updateOptions: (more: object) => void Object.assign(options, more),
      setScrollLeft: reveal('left'),
      setScrollTop: reveal('top'),
      revealLineInCenter: reveal('show'),
      revealLineInCenterIfOutsideViewport: reveal('show if hidden'),
      revealLineNearTop: reveal('show on top'),
      revealRangeInCenterIfOutsideViewport: reveal('show if hidden'),
      revealPositionInCenterIfOutsideViewport: reveal('show if hidden'),
      hasTextFocus: () => isFocused,
      focus: () => {
        isFocused = true
        tell('focus')
      },
      setPosition: ({ lineNumber, column }: Place) => void (selection = new Range(lineNumber, column, lineNumber, column)),
      setSelection: (range: Range) => void (selection = range),
      getSelection: () => selection,
      getContainerDomNode: () => holder,
      getDomNode: () => holder,
      trigger: (_source: string, what: string, { text }: { text: string }) => void said.push(`${what} ${JSON.stringify(text)}`),
      dispose: () => undefined,
    }
  }
  const monaco = {
    Range,
    Uri: { from: ({ path }: { path: string }) => ({ path }) },
    MarkerSeverity: { Error: 'error', Warning: 'warning', Info: 'info' },
    KeyCode: { Escape: 'Escape', Tab: 'Tab', Enter: 'Enter' },
    editor: {
      create,
      MouseTargetType: { GUTTER_GLYPH_MARGIN: 2, GUTTER_LINE_NUMBERS: 3, GUTTER_LINE_DECORATIONS: 4 },
      CursorChangeReason: { Explicit: 3 },
      getModel: ({ path }: { path: string }) => models.get(path) ?? null,
      getModels: () => [...models.values()],
      createModel: (text: string, _language: string, uri: { path: string }) => {
        const made = modelOf(text, uri)
        models.set(uri.path, made)
        return made
      },
      setModelMarkers: (_model: unknown, _owner: string, list: Record<string, unknown>[]) =>
        void (markers = list.map(
          ({ severity, message, startLineNumber, startColumn, endLineNumber, endColumn }) =>
            `${String(severity)} ${String(startLineNumber)}:${String(startColumn)}–${String(endLineNumber)}:${String(endColumn)} ${String(message)}`,
        )),
      remeasureFonts: () => undefined,
    },
  }
  const asked: Asked = {
    get editor() {
      const { ariaLabel, readOnly, domReadOnly, fontSize, lineHeight, accessibilityPageSize } = options
      return {
        text: model!.text,
        at: place(selection),
        readOnly: [readOnly, domReadOnly],
        label: ariaLabel,
        look: `${String(fontSize)}/${String(lineHeight)}, ${String(accessibilityPageSize)} lines`,
      }
    },
    said,
    lines: () =>
      collections.map((held) =>
        held.map(
          ({ range, options: { isWholeLine, ...how } }) =>
            `${place(range)}${isWholeLine ? '' : ' beside'} ${Object.values(how)
              .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
              .join(' ')}`,
        ),
      ),
    get markers() {
      return markers
    },
    do: {
      type: (text) => {
        model!.text = text
        tell('content')
      },
      focus: () => {
        isFocused = true
        tell('focus')
      },
      blur: () => {
        isFocused = false
        tell('blur')
      },
      key: (keyCode, more = {}) => {
        const done: string[] = []
        tell('key', { keyCode, ...more, preventDefault: () => done.push('prevented'), stopPropagation: () => done.push('stopped') })
        return done
      },
      caret: (line, source, { reason = 3, to = 1 } = {}) => {
        selection = new Range(line, 1, line, to)
        tell('caret', { reason, source, position: { lineNumber: line } })
      },
      press: (line, type) => tell('mouse', { target: { type, position: { lineNumber: line } } }),
    },
    get options() {
      const { readOnly: _locked, ariaLabel: _label, ...others } = made
      return others
    },
    hasFocus: () => isFocused,
    files: () => [...models.keys()],
  }
  standIn.monaco = asked
  return { monaco, provideHelp: (minor: number) => void said.push(`help of 1.${minor}`), setInk: () => void said.push('ink') }
})

const of = (): Asked => standIn.monaco!
const keysIn = (page: Page) => page.locator('.editor-keys')

test('Monaco is given a file with its marks, takes what is typed, and follows what is undone', async ({ playground, page }) => {
  await playground.open()
  await expect(page.locator('.monaco')).toBeVisible()
  await page.pass(1)
  const { text, ...editor } = of().editor
  expect(text).toContain('--anonymous-auth=false')
  expect([editor, of().lines(), of().markers, of().said.splice(0)]).toMatchInlineSnapshot(`
    [
      {
        "at": "72:1",
        "label": "Manifest of Anonymous requests off",
        "look": "13/20, 5000 lines",
        "readOnly": [
          false,
          false,
        ],
      },
      [
        [
          "39:1 line-added glyph-added",
        ],
        [
          "39:1 line-lit",
        ],
        [
          "10:1 beside line-cause Something came of this line: click to see what",
          "40:1 beside line-cause Something came of this line: click to see what",
          "35:1 beside line-cause Something came of this line: click to see what",
          "39:1 beside line-cause Something came of this line: click to see what",
          "41:1 beside line-cause Something came of this line: click to see what",
          "44:1 beside line-cause Something came of this line: click to see what",
          "45:1 beside line-cause Something came of this line: click to see what",
          "46:1 beside line-cause Something came of this line: click to see what",
          "47:1 beside line-cause Something came of this line: click to see what",
          "48:1 beside line-cause Something came of this line: click to see what",
          "42:1 beside line-cause Something came of this line: click to see what",
        ],
      ],
      [],
      [
        "left 0",
        "show 39",
        "show if hidden 72:1",
        "left 0",
        "ink",
        "help of 1.9",
        "show if hidden 39",
      ],
    ]
  `)
  // what is typed is what stands there, and nothing asks for a web worker of Monaco's own
  expect(of().options).toMatchInlineSnapshot(`
    {
      "acceptSuggestionOnCommitCharacter": false,
      "acceptSuggestionOnEnter": "off",
      "accessibilityPageSize": 5000,
      "accessibilitySupport": "on",
      "autoClosingBrackets": "never",
      "autoClosingQuotes": "never",
      "autoDetectHighContrast": false,
      "autoIndent": "advanced",
      "autoSurround": "never",
      "automaticLayout": true,
      "dragAndDrop": false,
      "editContext": false,
      "fixedOverflowWidgets": true,
      "folding": true,
      "fontFamily": ""JetBrains Mono Variable", monospace",
      "fontSize": 13,
      "glyphMargin": true,
      "lineHeight": 20,
      "lineNumbersMinChars": 3,
      "minimap": {
        "enabled": false,
      },
      "overviewRulerLanes": 2,
      "padding": {
        "bottom": 8,
        "top": 8,
      },
      "quickSuggestions": {
        "comments": false,
        "other": true,
        "strings": true,
      },
      "renderFinalNewline": "on",
      "renderWhitespace": "selection",
      "scrollBeyondLastLine": false,
      "scrollbar": {
        "alwaysConsumeMouseWheel": false,
      },
      "stickyScroll": {
        "enabled": false,
      },
      "tabSize": 2,
      "unicodeHighlight": {
        "ambiguousCharacters": false,
      },
      "wordBasedSuggestions": "off",
    }
  `)
  // it is the lane's, and what is wrong with it is marked
  of().do.focus()
  of().do.type(text.replace('livenessProbe:', 'livenesProbe:').replace('    - --anonymous-auth=false\n', ''))
  await playground.settled()
  await page.pass(4)
  await expect(playground.restarts(OFF)).toHaveText('0 restarts')
  expect([of().lines(), of().markers, of().said.splice(0)]).toMatchInlineSnapshot(`
    [
      [
        [
          "40:1 line-changed glyph-changed",
        ],
        [],
        [
          "10:1 beside line-cause Something came of this line: click to see what",
          "39:1 beside line-cause Something came of this line: click to see what",
          "35:1 beside line-cause Something came of this line: click to see what",
        ],
      ],
      [
        "warning 40:5–40:17 Container has no field livenesProbe; the kubelet drops it without a word. Is it livenessProbe?
    Meant livenessProbe?",
      ],
      [],
    ]
  `)
  // while the changes are blocked it may be read alone
  const { usePage } = await import('../state/page.ts')
  for (const isLocked of [true, false]) {
    usePage.setState({ isLocked })
    await expect.poll(() => of().editor.readOnly).toEqual([isLocked, isLocked])
  }
  await page.getByRole('button', { name: 'Undo' }).click()
  await playground.settled()
  await page.pass(1)
  expect(of().editor.text).toBe(text)
  expect([of().editor.at, of().markers, of().said.splice(0)]).toMatchInlineSnapshot(`
    [
      "41:12",
      [],
      [
        "put "- --anonymous-auth=false\\n    image: gcr.io/google_containers/kube-apiserver-amd64:v1.9.6\\n    livenes" for "image: gcr.io/google_containers/kube-apiserver-amd64:v1.9.6\\n    livene"",
        "show if hidden {"lineNumber":41,"column":12}",
        "show if hidden 39",
      ],
    ]
  `)
  of().do.blur()
  // who is elsewhere sees what changes, and nothing moves the cursor
  for (const button of ['Redo', 'Undo']) {
    const { at } = of().editor
    await page.getByRole('button', { name: button }).click()
    await playground.settled()
    expect([of().editor.at, of().said.splice(0)]).toEqual([
      at,
      expect.arrayContaining([expect.stringMatching(/^show if hidden {"lineNumber":4[01],/)]),
    ])
  }
  // another lane's file comes in its place, from its first line that differs
  await playground.select('Fix 2, TCP probe')
  await page.pass(1)
  expect([of().editor.label, of().lines(), of().said.splice(0)]).toMatchInlineSnapshot(`
    [
      "Manifest of Fix 2, TCP probe",
      [
        [
          "39:1 line-added glyph-added",
          "43:1 line-changed glyph-changed",
          "44:1 beside glyph-removed {"value":"Removed: \` path: /healthz \`"}",
          "45:1 beside glyph-removed {"value":"Removed: \` scheme: HTTPS \`"}",
        ],
        [],
        [
          "10:1 beside line-cause Something came of this line: click to see what",
          "40:1 beside line-cause Something came of this line: click to see what",
          "35:1 beside line-cause Something came of this line: click to see what",
          "41:1 beside line-cause Something came of this line: click to see what",
          "44:1 beside line-cause Something came of this line: click to see what",
          "45:1 beside line-cause Something came of this line: click to see what",
          "46:1 beside line-cause Something came of this line: click to see what",
        ],
      ],
      [
        "left 0",
        "show 39",
        "left 0",
        "show if hidden 39",
      ],
    ]
  `)
  await playground.select('As kubeadm writes it')
  await page.pass(1)
  expect([of().lines()[0], of().said.splice(0)]).toMatchInlineSnapshot(`
    [
      [],
      [
        "left 0",
        "top 0",
        "left 0",
      ],
    ]
  `)
  // of another ink, in larger letters
  await page.evaluate(() => document.documentElement.style.setProperty('--scale', '2'))
  await page.emulateMedia({ colorScheme: 'dark' })
  expect([of().editor.look, of().said.splice(0)]).toEqual(['26/40, 5000 lines', ['ink']])
})

test('Monaco is one stop for Tab, its margin asks what a line has caused, and a text box takes over its line', async ({
  playground,
  page,
}) => {
  await playground.open()
  await expect(page.locator('.monaco')).toBeVisible()
  await page.pass(1)
  const { text } = of().editor
  of().do.focus()
  await expect(keysIn(page)).toHaveText('Enter edits, Tab goes on')
  expect([of().do.key('Tab'), of().do.key('a')]).toEqual([['stopped'], []])
  for (const modifier of ['ctrlKey', 'metaKey', 'altKey', 'shiftKey']) expect(of().do.key('Enter', { [modifier]: true })).toEqual([])
  await expect(keysIn(page)).toHaveText('Enter edits, Tab goes on')
  expect(of().do.key('Enter')).toEqual(['prevented', 'stopped'])
  await expect(keysIn(page)).toHaveText('Esc, then Tab, leaves')
  expect([of().do.key('Tab'), of().do.key('Enter')]).toEqual([[], []])
  // Escape closes what is open over the text before it comes out
  const widget = await page.locator('.monaco').evaluate((element: HTMLElement) => {
    const widget = Object.assign(document.createElement('div'), { className: 'find-widget visible' })
    element.append(widget)
    return widget
  })
  of().do.key('Escape')
  await expect(keysIn(page)).toHaveText('Esc, then Tab, leaves')
  widget.className = 'find-widget'
  expect(of().do.key('Escape')).toEqual([])
  await expect(keysIn(page)).toHaveText('Enter edits, Tab goes on')
  of().do.type(`# a\n${text}`)
  await expect(keysIn(page)).toHaveText('Esc, then Tab, leaves')
  of().do.blur()
  await expect(keysIn(page)).toHaveCount(0)
  await page.locator('.monaco').dispatchEvent('pointerdown')
  of().do.focus()
  await expect(keysIn(page)).toHaveCount(0)
  // who comes back by the keys stands outside again
  of().do.blur()
  of().do.focus()
  await expect(keysIn(page)).toHaveText('Enter edits, Tab goes on')
  // a caret that is moved is a question only once a line was asked about
  const caused = playground.panel.getByRole('region', { name: 'What the line has caused' })
  await playground.tab('Events')
  of().do.caret(40, 'keyboard')
  await expect(caused).toHaveCount(0)
  await expect(page.getByRole('tab', { name: 'Events' })).toHaveAttribute('aria-selected', 'true')
  of().do.press(40, 1)
  await expect(caused).toHaveCount(0)
  of().do.press(40, 3)
  await expect(caused).toContainText('Line 40: --anonymous-auth=false')
  for (const source of ['api', 'mouse']) of().do.caret(43, source)
  of().do.caret(43, 'keyboard', { reason: 2 })
  of().do.caret(43, 'keyboard', { to: 3 })
  await expect(caused).toContainText('Line 40')
  for (const [line, type] of [
    [41, 2],
    [40, 4],
  ] as const) {
    of().do.press(line, type)
    await expect(caused).toContainText(`Line ${line}`)
    expect(of().editor.at).toBe(`${line}:1`)
  }
  of().do.caret(43, 'keyboard')
  await expect(caused).toContainText('Line 43')
  // back to the mark, from the line that it led to
  await page.keyboard.press('[')
  await playground.panel.getByRole('button', { name: 'kube-apiserver.yaml, line 40', exact: true }).first().click()
  await page.pass(1)
  expect([of().editor.at, of().lines()[1]]).toEqual(['40:1', ['40:1 line-lit']])
  expect(of().do.key('Escape')).toEqual(['prevented'])
  // what fills all of its text area from outside means all of the text
  const area = page.locator('.monaco textarea')
  await area.evaluate((box: HTMLTextAreaElement, value: string) => {
    box.value = value
    box.setSelectionRange(0, value.length)
  }, of().editor.text)
  await area.dispatchEvent('beforeinput', { inputType: 'insertText', data: 'a\nb' })
  expect([of().editor.at, of().said.at(-1)]).toEqual(['1:1–73:1', 'paste "a\\nb"'])
  const said = of().said.length
  for (const [inputType, data, at] of [
    ['insertText', 'a\n', '1:1–73:1'],
    ['insertText', 'a', '1:1–73:1'],
    ['insertText', null, '3:1'],
    ['deleteContent', 'a\nb', '3:1'],
  ] as const) {
    of().do.caret(3, 'api')
    await area.dispatchEvent('beforeinput', { inputType, data })
    expect([of().editor.at, of().said.length]).toEqual([at, said])
  }
  of().do.caret(3, 'api')
  await area.dispatchEvent('focus')
  expect(of().editor.at).toBe('1:1–73:1')
  await area.evaluate((box: HTMLTextAreaElement) => box.setSelectionRange(1, box.value.length))
  of().do.caret(3, 'api')
  await area.dispatchEvent('focus')
  expect(of().editor.at).toBe('3:1')
  await area.evaluate((box: HTMLTextAreaElement) => box.setSelectionRange(0, box.value.length))
  for (const [key, at] of [
    ['a', '3:1'],
    ['Delete', '1:1–73:1'],
    ['Backspace', '1:1–73:1'],
  ] as const) {
    of().do.caret(3, 'api')
    await area.dispatchEvent('keydown', { key })
    expect(of().editor.at).toBe(at)
  }
  of().do.caret(40, 'api')
  const start = of().editor.text.indexOf('    - --anonymous-auth=false')
  await page.setViewportSize({ width: 700, height: 900 })
  await expect(page.locator('.monaco')).toHaveCount(0)
  const box = playground.editor(OFF)
  expect(await box.evaluate((field: HTMLTextAreaElement) => [field.selectionStart, field.selectionEnd])).toEqual([start, start + 28])
})

test(
  'Monaco takes nobody’s text box away while it is typed in, shows of an exercise its probe first, and holds a dozen files',
  { tags: 'whole' },
  async ({ playground, page }) => {
    await playground.open('#e=a-probe')
    const box = page.getByRole('textbox', { name: 'Manifest of main' })
    await box.focus()
    await page.pass(1)
    await expect(page.locator('.monaco')).toHaveCount(0)
    await box.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(4, 7))
    await box.blur()
    await page.pass(0.1)
    await expect(page.locator('.monaco')).toBeVisible()
    expect([of().editor.at, of().said]).toEqual(['1:5–1:8', expect.arrayContaining(['show on top 11'])])
    const manifests = Object.fromEntries(Array.from({ length: 14 }, (_, n) => [`${n}.yaml`, `# ${n}`]))
    await playground.open(`#${linkOf(small('Many', { lanes: [{ name: 'Many', manifests }] }), {})!}`)
    await page.pass(1)
    for (const name of Object.keys(manifests)) await page.getByRole('button', { name, exact: true }).click()
    expect(of().files()).toEqual(
      Object.keys(manifests)
        .slice(2)
        .map((name) => `/lane-1/${name}`),
    )
    await page.getByRole('button', { name: '0.yaml', exact: true }).click()
    expect([of().editor.text, of().files().length]).toEqual(['# 0', 12])
    // of a line that is too long for it there is the box; who types there goes on in Monaco once it is shorter
    of().do.blur()
    of().do.type(`# ${'x'.repeat(20_000)}`)
    const long = page.getByRole('textbox', { name: 'Manifest of Many' })
    await expect(page.locator('.monaco')).toHaveCount(0)
    await long.focus()
    await long.fill('# 00')
    await expect(page.locator('.monaco')).toBeVisible()
    expect([of().editor.at, of().hasFocus()]).toEqual(['1:5', true])
  },
)
