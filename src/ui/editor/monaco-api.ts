/** A second piece of Monaco, by which a page makes an editor: see `load-monaco.ts`. */
import 'monaco-editor/editor/editor.api.js'
