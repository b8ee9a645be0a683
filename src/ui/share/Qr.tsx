import { encode } from 'uqr'
import { useMemo, useState, type ReactElement } from 'react'
import './share.css'

/** Bytes: more has no place in any QR code. */
const MOST = 2900
/** From here on the squares are so small that a camera must come near. */
const MANY = 700

/** A text as a picture that a telephone reads, black on white whatever the theme; a press shows it as large as the screen. */
export function Qr({ text, label }: { text: string; label: string }): ReactElement {
  const [isLarge, setLarge] = useState(false)
  const path = useMemo(() => pathOf(text), [text])
  if (!path)
    return (
      <p className="aside">
        {label}: {text.length.toLocaleString('en')} characters are too many for a QR code, which holds {MOST.toLocaleString('en')}.
      </p>
    )
  return (
    <figure className="qr" data-large={isLarge || undefined}>
      <svg viewBox={`0 0 ${path.size} ${path.size}`} role="img" aria-label={`QR code: ${label}`} shapeRendering="crispEdges">
        <rect width={path.size} height={path.size} fill="#ffffff" />
        <path d={path.d} fill="#000000" />
      </svg>
      <figcaption>
        <button type="button" aria-pressed={isLarge} onClick={() => setLarge(!isLarge)}>
          {isLarge ? 'Smaller' : 'As large as the screen'}
        </button>
        {text.length > MANY && <small className="aside">Many small squares: show it large, and bring the camera near.</small>}
      </figcaption>
    </figure>
  )
}

/** The dark squares, a row's neighbours joined; the white border that a reader needs is in it. */
function pathOf(text: string): { d: string; size: number } | undefined {
  if (new TextEncoder().encode(text).length > MOST) return undefined
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
