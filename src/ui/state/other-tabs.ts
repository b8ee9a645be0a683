import { setAside } from '../own/earlier.ts'
import { parseSaved } from './saved.ts'
import { safeStorage } from './storage.ts'
import type { Draft } from '../../share/payload.ts'
import type { State } from './store.ts'

type Inputs = Pick<State, 'draft' | 'shelved' | 'own'>

const draftsOf = ({ draft, shelved, own }: Inputs): Draft[] => [draft, ...Object.values(shelved), ...(own ? [own] : [])]

/** Keeps a page's state where another tab keeps the same page's: neither writes over what the other has done. */
export function keeperOf(
  key: string,
  onOthers: () => void,
): { begin: (draft: Draft) => void; write: (inputs: Inputs, text: string) => void } {
  let hasOther = false
  let mine: Draft | undefined
  window.addEventListener('storage', (event) => {
    if (event.key === key && event.newValue !== null) hasOther = true
  })
  return {
    begin: (draft) => {
      mine = draft
    },
    write: (inputs, text) => {
      if (hasOther) {
        // who has only looked leaves what is newer
        if (inputs.draft === mine) return
        hasOther = false
        const theirs = parseSaved(safeStorage.read(key))?.state
        const here = draftsOf(inputs).map((draft) => JSON.stringify(draft))
        const lost = theirs ? draftsOf(theirs).filter((draft) => !here.includes(JSON.stringify(draft))) : []
        for (const draft of lost) setAside(draft)
        if (lost.length > 0) onOthers()
      }
      mine = inputs.draft
      safeStorage.write(key, text)
    },
  }
}
