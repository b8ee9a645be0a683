import { encode } from 'uqr'
import { useMemo, useState, type ReactElement } from 'react'
import { useModal } from './hooks.ts'
import { createPortal } from 'react-dom'
import './qr.css'

/** Bytes: more has no place in any QR code. */
const MOST = 2900
/** From here on the squares are so small that a camera must come near. */
const MANY = 700

/** A text as a picture that a telephone reads, black on white whatever the theme; a press shows it as large as the screen. */
export function Qr({ text, label }: { text: string; label: string }): ReactElement {
  const [isLarge, setLarge] = useState(false)
  if (!fits(text)) return <TooLong text={text} label={label} />
  return (
    <figure className="qr">
      <Squares text={text} label={label} />
      <figcaption>
        <button type="button" onClick={() => setLarge(true)}>
          As large as the screen
        </button>
        {text.length > MANY && <small className="aside">Many small squares: show it large, and bring the camera near.</small>}
      </figcaption>
      {isLarge && <LargeQr text={text} label={label} close={() => setLarge(false)} />}
    </figure>
  )
}

/** The same on paper; nothing where it is too long. */
export const PaperQr = ({ text, label }: { text: string; label: string }): ReactElement | null =>
  fits(text) ? <Squares text={text} label={label} /> : null

/** The same on the whole screen, for the last row. */
export function LargeQr({ text, label, close }: { text: string; label: string; close: () => void }): ReactElement {
  const dialog = useModal()
  // the dialog below is not closed by this one
  return createPortal(
    <dialog className="qr-large" ref={dialog} aria-label={`QR code of ${label}`} onClose={(event) => (event.stopPropagation(), close())}>
      {fits(text) ? <Squares text={text} label={label} /> : <TooLong text={text} label={label} />}
      <button type="button" onClick={() => dialog.current?.close()}>
        Smaller
      </button>
    </dialog>,
    document.body,
  )
}

function TooLong({ text, label }: { text: string; label: string }): ReactElement {
  return (
    <p className="aside">
      {label}: {text.length.toLocaleString('en')} characters are too many for a QR code, which holds {MOST.toLocaleString('en')}.
    </p>
  )
}

function Squares({ text, label }: { text: string; label: string }): ReactElement {
  const { size, d } = useMemo(() => pathOf(text), [text])
  return (
    <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={`QR code: ${label}`} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#ffffff" />
      <path d={d} fill="#000000" />
    </svg>
  )
}

const fits = (text: string): boolean => new TextEncoder().encode(text).length <= MOST

/** The dark squares, a row's neighbours joined; the white border that a reader needs is in it. */
function pathOf(text: string): { d: string; size: number } {
  const { data, size } = encode(text, { ecc: 'L', boostEcc: true, border: 4 })
  let d = ''
  data.forEach((row, y) => {
    for (let x = 0; x < size; x++) {
      if (!row[x]) continue
      let end = x
      while (row[end + 1]) end++
      d += `M${x} ${y}h${end - x + 1}v1h-${end - x + 1}z`
      x = end
    }
  })
  return { d, size }
}
