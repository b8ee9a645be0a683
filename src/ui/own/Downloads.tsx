import { messageOf } from '../../manifest/own.ts'
import { saveFile, slug } from '../kit/save-file.ts'
import { useState, type ReactElement } from 'react'
import { fileOf } from '../state/actions.ts'
import { textOf } from '../state/draft.ts'
import { withoutShown, documentOf } from '../../share/payload.ts'
import { useStore } from '../state/store.ts'

/** The same work as files, to keep or to run in a shell. */
export function Downloads(): ReactElement {
  const draft = useStore((state) => state.draft)
  const lane = useStore((state) => state.draft.lanes.find(({ id }) => id === state.lane) ?? state.draft.lanes[0]!)
  const wanted = useStore((state) => state.file)
  const [trouble, setTrouble] = useState('')
  const file = fileOf(lane, wanted)
  const text = textOf(draft, lane, file)
  const base = file.replace(/^.*\//, '')
  const whole = async (): Promise<void> => {
    try {
      const { scenarioFile } = await import('./own-client.ts')
      saveFile(`${slug(String(draft.common.title))}.yaml`, await scenarioFile(JSON.stringify(documentOf(withoutShown(draft)))))
      setTrouble('')
    } catch (error) {
      setTrouble(messageOf(error))
    }
  }
  return (
    <p className="wrap downloads">
      As files:
      <button type="button" onClick={() => void whole()}>
        Save the scenario
      </button>
      {text !== '' && (
        <button type="button" onClick={() => saveFile(base.includes('.') ? base : `${base}.yaml`, text)}>
          Save {base}
        </button>
      )}
      <output>{trouble}</output>
    </p>
  )
}
