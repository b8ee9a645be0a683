/** A first piece of Monaco, that shows a text: see `load-monaco.ts`. */
import 'monaco-editor/editor/browser/widget/codeEditor/codeEditorWidget.js'
