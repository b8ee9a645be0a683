import { type ReactElement, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import { leaveLine } from '../state/why-subject.ts'
import { mode, usePage } from '../state/page.ts'
import { changeOf, leave, takeOver, type TextProps } from './PlainText.tsx'
import { asCode } from './help.ts'
import { monaco, provideHelp, setInk } from './monaco-setup.ts'

/** Does what may wait until the next frame is on the screen; gives what takes it back. */
function afterFrame(act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const frame = requestAnimationFrame(() => {
    timer = setTimeout(act)
  })
  return () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
}

/** A text area has so many lines of the text for whoever reads that: all of them, but for texts that take long to be laid out. */
const PAGE = 5000
const LONG = 150_000
const PAGE_OF_LONG = 300

/**
 * Monaco on one model a file. Undo and redo are the page's: its own history is never asked.
 *
 * @public The page loads it by its name, once it is needed.
 */
export function Monaco(props: TextProps & { look: string }): ReactElement {
  const { id, label, text, problems, diff, litLine, litWish, litCaret, causes, release, begin, look } = props
  const place = useRef<HTMLDivElement>(null)
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(null)
  const marks = useRef<monaco.editor.IEditorDecorationsCollection>(null)
  const lit = useRef<monaco.editor.IEditorDecorationsCollection>(null)
  const dots = useRef<monaco.editor.IEditorDecorationsCollection>(null)
  const recent = useRef(new Set<string>())
  const latest = useRef(props)
  const isFollowing = useRef(false)
  const [keys, setKeys] = useState<EditorKeys>('none')
  const isLocked = usePage((state) => state.isLocked) || props.isLocked
  useLayoutEffect(() => {
    latest.current = props
  })

  useLayoutEffect(() => {
    const made = monaco.editor.create(place.current!, {
      readOnly: mode.readonly,
      // A plain text area inside: what it holds is the whole text, for screen readers and whatever else types.
      editContext: false,
      // its own high-contrast theme is made for black, and hides commas on any other ground of forced colours
      autoDetectHighContrast: false,
      accessibilitySupport: 'on',
      accessibilityPageSize: PAGE,
      ariaLabel: latest.current.label,
      automaticLayout: true,
      minimap: { enabled: false },
      fontFamily: '"JetBrains Mono Variable", monospace',
      fontSize: 13,
      lineHeight: 20,
      lineNumbersMinChars: 3,
      glyphMargin: true,
      folding: true,
      scrollBeyondLastLine: false,
      renderWhitespace: 'selection',
      // the last line's number is read as the others are
      renderFinalNewline: 'on',
      tabSize: 2,
      // the words of a text, its links and its colours would each take a web worker of Monaco's own
      wordBasedSuggestions: 'off',
      // What is typed is what stands there: Tab takes a suggestion, nothing else does.
      acceptSuggestionOnEnter: 'off',
      acceptSuggestionOnCommitCharacter: false,
      // after `spec:` one step further in
      autoIndent: 'advanced',
      autoClosingBrackets: 'never',
      autoClosingQuotes: 'never',
      autoSurround: 'never',
      quickSuggestions: { other: true, strings: true, comments: false },
      stickyScroll: { enabled: false },
      overviewRulerLanes: 2,
      padding: { top: 8, bottom: 8 },
      scrollbar: { alwaysConsumeMouseWheel: false },
      // A click inside a selection puts the caret there.
      dragAndDrop: false,
      unicodeHighlight: { ambiguousCharacters: false },
      fixedOverflowWidgets: true,
    })
    editor.current = made
    marks.current = made.createDecorationsCollection()
    lit.current = made.createDecorationsCollection()
    dots.current = made.createDecorationsCollection()
    const goIn = beOneTabStop(made, setKeys)
    takeWholeTexts(made)
    tellLines(made, (line, isAsked) => latest.current.onLine(line, isAsked))
    const onChange = made.onDidChangeModelContent(() => {
      if (isFollowing.current) return
      goIn()
      latest.current.write(made.getValue())
    })
    const measure = (): void => monaco.editor.remeasureFonts()
    document.fonts.addEventListener('loadingdone', measure)
    return () => {
      document.fonts.removeEventListener('loadingdone', measure)
      onChange.dispose()
      leaveCursor(made, latest.current.id)
      made.dispose()
      for (const model of monaco.editor.getModels()) model.dispose()
    }
  }, [])

  useLayoutEffect(() => {
    const uri = uriOf(id)
    const model = monaco.editor.getModel(uri) ?? monaco.editor.createModel(text, 'yaml', uri)
    if (editor.current?.getModel() !== model) {
      editor.current?.updateOptions({ accessibilityPageSize: text.length > LONG ? PAGE_OF_LONG : PAGE })
      editor.current?.setModel(model)
      // a view that takes another model keeps how far it is scrolled sideways
      editor.current?.setScrollLeft(0)
      // What makes the lane another one than the first is what a person wants to see.
      const { diff: differs } = latest.current
      const first = Math.min(...differs.added, ...differs.changed)
      if (Number.isFinite(first)) editor.current?.revealLineInCenter(first)
      else editor.current?.setScrollTop(0)
      takeCursor(editor.current, id)
      forgetModels(recent.current, id)
    }
    isFollowing.current = true
    if (model.getValue() !== text) follow(editor.current, model, text)
    isFollowing.current = false
    model.updateOptions({ tabSize: 2, insertSpaces: true })
  }, [id, text])

  useLayoutEffect(() => {
    const { line } = latest.current.begin
    // another exercise's text of the same name is read from its lines' beginnings
    editor.current?.setScrollLeft(0)
    if (line > 0 && !editor.current?.hasTextFocus()) editor.current?.revealLineNearTop(line)
  }, [id, begin.of])

  useEffect(() => editor.current?.updateOptions({ ariaLabel: label }), [label])
  useEffect(() => {
    const readOnly = isLocked || mode.readonly
    // what a screen reader has of it does not take what is typed either
    editor.current?.updateOptions({ readOnly, domReadOnly: readOnly })
  }, [isLocked])
  useEffect(() => {
    const scale = Number(getComputedStyle(document.documentElement).getPropertyValue('--scale')) || 1
    setInk(document.documentElement)
    editor.current?.updateOptions({ fontSize: Math.round(13 * scale), lineHeight: Math.round(20 * scale) })
  }, [look])
  useEffect(() => provideHelp(Number(release.slice(2))), [release])

  const marked = useRef(new Set<string>())
  useAfterFrame(() => {
    const model = editor.current?.getModel()
    if (!model || (problems.length === 0 && !marked.current.delete(id))) return
    if (problems.length > 0) marked.current.add(id)
    monaco.editor.setModelMarkers(
      model,
      'whyrestart',
      problems.map((problem) => ({
        severity: { error: monaco.MarkerSeverity.Error, warning: monaco.MarkerSeverity.Warning, info: monaco.MarkerSeverity.Info }[
          problem.severity
        ],
        message: problem.suggestion ? `${problem.message}\nMeant ${problem.suggestion}?` : problem.message,
        startLineNumber: problem.range.start.line,
        startColumn: problem.range.start.column,
        endLineNumber: problem.range.end.line,
        endColumn: Math.max(problem.range.end.column, problem.range.start.column + 1),
      })),
    )
  }, [problems, id])

  useAfterFrame(() => {
    const line = (number: number, kind: 'added' | 'changed'): monaco.editor.IModelDeltaDecoration => ({
      range: new monaco.Range(number, 1, number, 1),
      options: { isWholeLine: true, className: `line-${kind}`, glyphMarginClassName: `glyph-${kind}` },
    })
    setUnlessThere(marks.current, [
      ...diff.added.map((number) => line(number, 'added')),
      ...diff.changed.map((number) => line(number, 'changed')),
      ...diff.removed
        .filter(({ after }) => !diff.changed.includes(after + 1))
        .map(({ after, text: gone }) => ({
          range: new monaco.Range(Math.max(1, after), 1, Math.max(1, after), 1),
          options: { glyphMarginClassName: 'glyph-removed', glyphMarginHoverMessage: { value: `Removed: ${asCode(gone.trim())}` } },
        })),
    ])
  }, [diff, id])

  useEffect(() => {
    if (!litLine) lit.current?.clear()
    else {
      lit.current?.set([{ range: new monaco.Range(litLine, 1, litLine, 1), options: { isWholeLine: true, className: 'line-lit' } }])
      editor.current?.revealLineInCenterIfOutsideViewport(litLine)
      if (!litCaret) return
      editor.current?.setPosition({ lineNumber: litLine, column: 1 })
      editor.current?.focus()
    }
  }, [litLine, litWish, litCaret, id])

  useAfterFrame(() => {
    setUnlessThere(
      dots.current,
      causes.map((line) => ({
        range: new monaco.Range(line, 1, line, 1),
        options: { linesDecorationsClassName: 'line-cause', linesDecorationsTooltip: 'Something came of this line: click to see what' },
      })),
    )
  }, [causes, id])

  return (
    <>
      <div className="monaco" ref={place} />
      {keys !== 'none' && <p className="editor-keys">{WORDS[keys]}</p>}
      <p className="hidden-text" id={KEYS_ID}>
        {mode.readonly ? '' : 'Enter goes in to edit; Escape, then Tab, leaves.'}
      </p>
    </>
  )
}

/** What stands beside the text comes once the text itself is drawn: the editor lays itself out anew for it. */
function useAfterFrame(act: () => void, reasons: readonly unknown[]): void {
  const latest = useEffectEvent(act)
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  useEffect(() => afterFrame(() => latest()), reasons)
}

type Marks = monaco.editor.IEditorDecorationsCollection | null

const setMarks = new WeakMap<monaco.editor.IEditorDecorationsCollection, string>()

/** An edit moves what is marked; where it has come to lie as it is wanted, and looks the same, nothing is drawn anew. */
function setUnlessThere(marks: Marks, wanted: readonly monaco.editor.IModelDeltaDecoration[]): void {
  if (!marks) return
  const looks = JSON.stringify(wanted.map(({ options }) => options))
  const ranges = marks.getRanges()
  const isThere =
    setMarks.get(marks) === looks &&
    ranges.length === wanted.length &&
    ranges.every((range, n) => monaco.Range.equalsRange(range, wanted[n]!.range))
  if (isThere) return
  setMarks.set(marks, looks)
  marks.set(wanted)
}

/** Leaves where somebody is to the plain text box. */
function leaveCursor(editor: monaco.editor.IStandaloneCodeEditor, id: string): void {
  const [selection, model] = [editor.getSelection(), editor.getModel()]
  if (!selection || !model) return
  const [from, to] = [model.getOffsetAt(selection.getStartPosition()), model.getOffsetAt(selection.getEndPosition())]
  leave({ id, isFocused: editor.hasTextFocus(), from, to })
}

/** Takes up where somebody was in the plain text box. */
function takeCursor(editor: monaco.editor.IStandaloneCodeEditor | null, id: string): void {
  const model = editor?.getModel()
  const before = takeOver(id)
  if (!editor || !model || !before || (!before.isFocused && before.to === 0)) return
  const selection = monaco.Range.fromPositions(model.getPositionAt(before.from), model.getPositionAt(before.to))
  editor.setSelection(selection)
  editor.revealRangeInCenterIfOutsideViewport(selection)
  if (before.isFocused) editor.focus()
}

const uriOf = (id: string): monaco.Uri => monaco.Uri.from({ scheme: 'lane', path: `/${id}` })

/** Texts of files that were looked at last, which come back as they stood; older ones, and those of lanes that are gone, are made anew. */
const MOST_MODELS = 12

function forgetModels(recent: Set<string>, id: string): void {
  recent.delete(id)
  recent.add(id)
  for (const old of [...recent].slice(0, -MOST_MODELS)) {
    recent.delete(old)
    monaco.editor.getModel(uriOf(old))?.dispose()
  }
}

/** A change from elsewhere, such as undo: what differs is replaced, and seen. */
function follow(editor: monaco.editor.IStandaloneCodeEditor | null, model: monaco.editor.ITextModel, text: string): void {
  const old = model.getValue()
  const { from, to } = changeOf(old, text)
  model.applyEdits([
    {
      range: monaco.Range.fromPositions(model.getPositionAt(from), model.getPositionAt(old.length - (text.length - to))),
      text: text.slice(from, to),
    },
  ])
  const place = model.getPositionAt(to)
  if (editor?.hasTextFocus()) editor.setPosition(place)
  editor?.revealPositionInCenterIfOutsideViewport(place)
}

/**
 * Dictation, password managers, test tools and assistive programs put text into Monaco's text area rather than pressing keys.
 * Several lines at once are taken as a paste, for as typed keys each would be indented once more; and what has marked all of
 * the text area means all of the text.
 */
function takeWholeTexts(editor: monaco.editor.IStandaloneCodeEditor): void {
  const place = editor.getContainerDomNode()
  const markAll = (target: EventTarget | null): void => {
    const model = editor.getModel()
    if (!model || !(target instanceof HTMLTextAreaElement) || !target.value) return
    if (target.selectionStart === 0 && target.selectionEnd === target.value.length && target.value === model.getValue())
      editor.setSelection(model.getFullModelRange())
  }
  // before Monaco, which on focus puts the mark back to where its cursor is
  place.addEventListener('focus', (event) => markAll(event.target), true)
  place.addEventListener('keydown', (event) => (event.key === 'Delete' || event.key === 'Backspace') && markAll(event.target), true)
  place.addEventListener(
    'beforeinput',
    (event) => {
      if (event.inputType !== 'insertText' || !event.data) return
      markAll(event.target)
      if (!/[\n\r]./s.test(event.data)) return
      event.preventDefault()
      event.stopPropagation()
      editor.trigger('keyboard', 'paste', { text: event.data, pasteOnNewLine: false, multicursorText: null })
    },
    true,
  )
}

/** Tells where a person puts the caret with the keys, and which line's number, or what stands beside it, is clicked. */
function tellLines(editor: monaco.editor.IStandaloneCodeEditor, tell: (line: number, isAsked: boolean) => void): void {
  const { GUTTER_GLYPH_MARGIN, GUTTER_LINE_NUMBERS, GUTTER_LINE_DECORATIONS } = monaco.editor.MouseTargetType
  editor.onDidChangeCursorPosition(({ reason, source, position }) => {
    // what is typed, clicked to be edited, or set by the page itself, is no question
    if (reason === monaco.editor.CursorChangeReason.Explicit && source !== 'api' && source !== 'mouse' && editor.getSelection()?.isEmpty())
      tell(position.lineNumber, false)
  })
  editor.onMouseDown(({ target }) => {
    if (!target.position || ![GUTTER_GLYPH_MARGIN, GUTTER_LINE_NUMBERS, GUTTER_LINE_DECORATIONS].includes(target.type)) return
    const { lineNumber } = target.position
    // Monaco marks the line, and its caret goes to the next one
    editor.setPosition({ lineNumber, column: 1 })
    tell(lineNumber, true)
  })
}

/** What the keys do for somebody who came by them. */
type EditorKeys = 'none' | 'outside' | 'inside'
const WORDS = { outside: 'Enter edits, Tab goes on', inside: 'Esc, then Tab, leaves' } as const
const KEYS_ID = 'editor-keys'

/**
 * The editor is one stop for Tab. Who comes by keyboard goes in with Enter, or by typing; Tab is a part of the text only then.
 * Escape, with no widget open, comes out, or goes back to where the line was come to from. Gives what to do when somebody types.
 */
function beOneTabStop(editor: monaco.editor.IStandaloneCodeEditor, tell: (keys: EditorKeys) => void): () => void {
  let isIn = false
  let byKey = true
  const set = (next: boolean): void => {
    isIn = next
    tell(!byKey || mode.readonly || !editor.hasTextFocus() ? 'none' : next ? 'inside' : 'outside')
  }
  const place = editor.getContainerDomNode()
  place.querySelector('textarea')?.setAttribute('aria-describedby', KEYS_ID)
  place.addEventListener(
    'pointerdown',
    () => {
      byKey = false
      set(true)
    },
    true,
  )
  editor.onDidFocusEditorText(() => set(isIn))
  editor.onDidBlurEditorText(() => {
    byKey = true
    set(false)
  })
  editor.onKeyDown((event) => {
    if (event.keyCode === monaco.KeyCode.Escape) {
      if (editor.getDomNode()?.querySelector('.suggest-widget.visible, .find-widget.visible, .parameter-hints-widget.visible')) return
      set(false)
      if (leaveLine()) event.preventDefault()
    } else if (isIn) return
    // The browser moves the focus where Monaco does not see the key.
    else if (event.keyCode === monaco.KeyCode.Tab) event.stopPropagation()
    else if (
      event.keyCode === monaco.KeyCode.Enter &&
      !mode.readonly &&
      !event.ctrlKey &&
      !event.metaKey &&
      !event.altKey &&
      !event.shiftKey
    ) {
      event.preventDefault()
      event.stopPropagation()
      set(true)
    }
  })
  return () => {
    if (!isIn) set(true)
  }
}
