import { type ReactElement } from 'react'
import { Choices } from '../own/Choices.tsx'
import { usePage } from '../state/page.ts'
import { SHORTCUTS } from './keys.ts'

export function HelpDialog(): ReactElement {
  return (
    <Choices title="Keys" close={() => usePage.setState({ isHelpOpen: false })}>
      <table className="keys">
        <tbody>
          {SHORTCUTS.map((shortcut) => (
            <tr key={shortcut.keys}>
              <th scope="row">{shortcut.keys.split(' ').map((key) => (key === '…' ? ' … ' : <kbd key={key}>{key}</kbd>))}</th>
              <td>{shortcut.help}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">
              <kbd>Ctrl</kbd> wheel
            </th>
            <td>Zoom at the pointer; Shift and the wheel, or Alt and a drag, move along</td>
          </tr>
          <tr>
            <th scope="row">
              <kbd>Ctrl</kbd>
              <kbd>Z</kbd>
            </th>
            <td>Undo the last change, in the editor too; with Shift redo</td>
          </tr>
          <tr>
            <th scope="row">
              <kbd>Ctrl</kbd>
              <kbd>V</kbd>
            </th>
            <td>Outside of text fields: bring a manifest, a Deployment or a scenario; files may also be dropped on the page</td>
          </tr>
          <tr>
            <th scope="row">
              <kbd>Enter</kbd> <kbd>Esc</kbd>
              <kbd>Tab</kbd>
            </th>
            <td>In the editor: Enter goes in, Esc and then Tab leave it; Esc alone goes back to the mark from which you came</td>
          </tr>
          <tr>
            <th scope="row">
              <kbd>1</kbd> … <kbd>7</kbd> <kbd>0</kbd>
            </th>
            <td>While presenting: a panel, 6 the manifest, 7 the task, 0 the lanes alone</td>
          </tr>
          <tr>
            <th scope="row">
              <kbd>⌫</kbd>
            </th>
            <td>In the Why panel: back to what was explained before; ↑ and ↓ move along the chain</td>
          </tr>
        </tbody>
      </table>
    </Choices>
  )
}
