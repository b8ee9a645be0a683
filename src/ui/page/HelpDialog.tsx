import { type ReactElement } from 'react'
import { Choices } from '../kit/Choices.tsx'
import { usePage } from '../state/page.ts'
import { SHORTCUTS } from './keys.ts'

/** Of the bar on a stage. */
const PRESENTING: readonly (readonly [keys: readonly string[], help: string])[] = [
  [['PgUp', 'PgDn'], 'To the previous or next step, by the arrows too'],
  [['1', ' … ', '7', '0'], 'A panel, 6 the manifest, 7 the task, 0 the lanes alone'],
  [['N'], 'Your notes, in a second window'],
  [['C'], 'Hide what comes'],
  [['L'], 'A ring around the pointer'],
  [['B'], 'A black screen'],
  [['U'], 'Block changes, and let them be'],
  [['E'], 'Write the steps'],
]

function Presenting(): ReactElement {
  return (
    <>
      {PRESENTING.map(([keys, help]) => (
        <tr key={help}>
          <th scope="row">{keys.map((key) => (key === ' … ' ? key : <kbd key={key}>{key}</kbd>))}</th>
          <td>While presenting: {help.charAt(0).toLowerCase() + help.slice(1)}</td>
        </tr>
      ))}
    </>
  )
}

export function HelpDialog(): ReactElement {
  const isOnStage = usePage((state) => state.isOnStage)
  return (
    <Choices title="Keys" close={() => usePage.setState({ isHelpOpen: false })}>
      <table className="keys">
        <tbody>
          {isOnStage && <Presenting />}
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
          {!isOnStage && <Presenting />}
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
