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

/** Whatever has the focus. */
const EVERYWHERE: readonly (readonly [keys: readonly string[], help: string])[] = [
  [['Ctrl', ' wheel'], 'Zoom at the pointer; Shift and the wheel, or Alt and a drag, move along'],
  [['Ctrl', 'Z'], 'Undo the last change, in the editor too; with Shift redo'],
  [['Ctrl', 'V'], 'Outside of text fields: bring a manifest, a Deployment or a scenario; files may also be dropped on the page'],
  [
    ['Enter', ' ', 'Esc', 'Tab'],
    'In the editor: Enter goes in, Esc and then Tab leave it; Esc alone goes back to the mark from which you came',
  ],
]

/** What begins with a space is no key. */
function Row({ keys, help }: { keys: readonly string[]; help: string }): ReactElement {
  return (
    <tr>
      <th scope="row">{keys.map((key) => (key.startsWith(' ') ? key : <kbd key={key}>{key}</kbd>))}</th>
      <td>{help}</td>
    </tr>
  )
}

const Presenting = (): ReactElement[] =>
  PRESENTING.map(([keys, help]) => (
    <Row key={help} keys={keys} help={`While presenting: ${help.charAt(0).toLowerCase()}${help.slice(1)}`} />
  ))

export function HelpDialog(): ReactElement {
  const isOnStage = usePage((state) => state.isOnStage)
  return (
    <Choices title="Keys" close={() => usePage.setState({ isHelpOpen: false })}>
      <table className="keys">
        <tbody>
          {isOnStage && <Presenting />}
          {SHORTCUTS.map(({ keys, help }) => (
            <Row key={keys} keys={keys.split(' ').map((key) => (key === '…' ? ' … ' : key))} help={help} />
          ))}
          {EVERYWHERE.map(([keys, help]) => (
            <Row key={help} keys={keys} help={help} />
          ))}
          {!isOnStage && <Presenting />}
          <Row keys={['⌫']} help="In the Why panel: back to what was explained before; ↑ and ↓ move along the chain" />
        </tbody>
      </table>
    </Choices>
  )
}
