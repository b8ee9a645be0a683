import 'monaco-editor/editor/contrib/suggest/browser/suggestController.js'
import * as monaco from 'monaco-editor/editor/editor.api.js'
import 'monaco-editor/features/bracketMatching/register.js'
import 'monaco-editor/features/clipboard/register.js'
import 'monaco-editor/features/codeEditor/register.js'
import 'monaco-editor/features/codicon/register.js'
import 'monaco-editor/features/comment/register.js'
import 'monaco-editor/features/find/register.js'
import 'monaco-editor/features/folding/register.js'
import 'monaco-editor/features/hover/register.js'
import 'monaco-editor/features/indentation/register.js'
import 'monaco-editor/features/linesOperations/register.js'
import 'monaco-editor/features/multicursor/register.js'
import 'monaco-editor/features/suggest/register.js'
import 'monaco-editor/features/wordOperations/register.js'
import 'monaco-editor/languages/definitions/yaml/register.js'
import { PROCESSES } from '../../views/text/words.ts'
import { completionsAt, hoverAt } from './help.ts'

export { monaco }

/** Gives the editor the page's colours. */
export function setInk(element: Element): void {
  const style = getComputedStyle(element)
  // a frame that is being taken away has no styles any more
  if (style.getPropertyValue('--surface') === '') return
  const colour = (name: string): string => hex(style.getPropertyValue(`--${name}`).trim())
  const bare = (name: string): string => colour(name).slice(1)
  monaco.editor.defineTheme('page', {
    base: style.colorScheme.includes('dark') ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      { token: 'type.yaml', foreground: bare('accent') },
      { token: 'string.yaml', foreground: bare('text') },
      { token: 'number.yaml', foreground: bare('pass') },
      { token: 'comment.yaml', foreground: bare('muted') },
    ],
    colors: {
      'editor.background': colour('surface'),
      'editor.foreground': colour('text'),
      'editorLineNumber.foreground': colour('muted'),
      'editorLineNumber.activeForeground': colour('text'),
      'editorGutter.background': colour('surface'),
    },
  })
  monaco.editor.setTheme('page')
}

function hex(colour: string): string {
  return /^#[0-9a-f]{3}$/i.test(colour) ? `#${[...colour.slice(1)].map((digit) => digit + digit).join('')}` : colour
}

/** How programs behave is YAML too, and has no field of a Pod. */
const isNoPod = (model: monaco.editor.ITextModel): boolean => model.uri.path.endsWith(`/${PROCESSES}`)

let provided: monaco.IDisposable[] = []

/** Hovers and completions for a release; the last one's are taken back. */
export function provideHelp(minor: number): void {
  for (const iDisposable of provided) iDisposable.dispose()
  provided = [
    monaco.languages.registerHoverProvider('yaml', {
      provideHover: (model, position) => {
        if (isNoPod(model)) return null
        const help = hoverAt(model.getLinesContent(), position.lineNumber, position.column, minor)
        return help ? { contents: [{ value: help }] } : null
      },
    }),
    monaco.languages.registerCompletionItemProvider('yaml', {
      triggerCharacters: [' ', '-'],
      provideCompletionItems: (model, position) => {
        if (isNoPod(model)) return null
        const word = model.getWordUntilPosition(position)
        // a flag begins with its hyphens, which are no part of a word
        const flag = /--?[\w-]*$/.exec(model.getLineContent(position.lineNumber).slice(0, position.column - 1))
        const range = {
          startLineNumber: position.lineNumber,
          endLineNumber: position.lineNumber,
          startColumn: flag ? position.column - flag[0].length : word.startColumn,
          endColumn: word.endColumn,
        }
        return {
          suggestions: completionsAt(model.getLinesContent(), position.lineNumber, position.column, minor).map(
            ({ label, detail, insert, help }) => ({
              label,
              detail,
              insertText: insert,
              documentation: help,
              kind: monaco.languages.CompletionItemKind.Property,
              range,
            }),
          ),
        }
      },
    }),
  ]
}
