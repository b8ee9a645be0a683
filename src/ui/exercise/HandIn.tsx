import { useState, type ReactElement } from 'react'
import { explains } from '../cards/Term.tsx'
import { copy } from '../page/Dialogs.tsx'
import { LargeQr } from '../share/Qr.tsx'
import { attemptAddress } from './hand-in.ts'
import { useSession } from './session.ts'

/** Who works here goes on doing so in the next exercise. */
let lastName = ''

/** The attempt as a link, for the trainer; with a name, if somebody likes. */
export function HandIn(): ReactElement | null {
  const exercise = useSession((session) => session.exercise)
  const [says, setSays] = useState('')
  const [name, setName] = useState(lastName)
  const [shown, setShown] = useState('')
  const [byHand, setByHand] = useState('')
  if (!exercise) return null
  /** With the attempt's link, if it has one. */
  const withLink = (act: (address: string) => void): void => {
    setByHand('')
    const address = attemptAddress(name.trim())
    if (address === undefined) setSays('This attempt is too large for a link.')
    else act(address)
  }
  const copyLink = (address: string): void => {
    void copy(address).then((worked) => {
      setByHand(worked ? '' : address)
      setSays(
        worked
          ? `Copied: ${address.length} characters. Paste it where your trainer collects them.`
          : 'Copying is not allowed here: copy the link by hand.',
      )
    })
  }
  const showCode = (address: string): void => {
    setSays('')
    setShown(address)
  }
  return (
    <details className="hand-in">
      <summary {...explains('hand-in')}>Hand in</summary>
      <label>
        Your name, if you like{' '}
        <input value={name} maxLength={60} autoComplete="off" onChange={(event) => setName((lastName = event.target.value))} />
      </label>
      <button type="button" onClick={() => withLink(copyLink)}>
        Copy the link of my attempt
      </button>{' '}
      <button type="button" aria-haspopup="dialog" onClick={() => withLink(showCode)}>
        Show its QR code
      </button>
      {name.trim() === '' && <small className="aside">Without a name nobody can tell whose it is, and whoever opens it is asked.</small>}
      <output className="aside">{says}</output>
      {byHand !== '' && (
        <textarea readOnly rows={3} aria-label="The link of my attempt" value={byHand} onFocus={(event) => event.target.select()} />
      )}
      {shown !== '' && <LargeQr text={shown} label="my attempt" close={() => setShown('')} />}
    </details>
  )
}
