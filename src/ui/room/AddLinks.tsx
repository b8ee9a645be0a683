import { type ReactElement, useCallback, useEffect, useRef, useState } from 'react'
import { PickFiles } from '../own/Bring.tsx'
import { takeTexts, useRoom } from './room-store.ts'

/** What browsers that read codes offer; TypeScript does not know it yet. */
interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { rawValue: string }[]>
}
type DetectorClass = new (options: { formats: readonly string[] }) => Detector

const EVERY_MS = 250

/** With the camera, one code after the other. Where the browser reads none, a hand scanner types into the field. */
function Scan(): ReactElement {
  const [isOn, setOn] = useState(false)
  const [says, setSays] = useState('')
  const found = useCallback((text: string, n: number) => {
    setSays(`${n} scanned.`)
    void takeTexts([{ name: 'what was scanned', text }])
  }, [])
  const failed = useCallback((why: string) => {
    setOn(false)
    setSays(why)
  }, [])
  const Detector = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  if (!Detector || !navigator.mediaDevices)
    return (
      <small className="aside">
        This browser reads no QR codes by camera, or not on a page that came without https; a hand scanner types into the field above.
      </small>
    )
  return (
    <>
      <button type="button" aria-pressed={isOn} onClick={() => setOn(!isOn)}>
        {isOn ? 'Stop scanning' : 'Scan QR codes'}
      </button>
      {isOn && <Camera Detector={Detector} found={found} failed={failed} />}
      <output aria-label="Scanned">{says}</output>
    </>
  )
}

interface CameraProps {
  Detector: DetectorClass
  found(text: string, n: number): void
  failed(why: string): void
}

function Camera({ Detector, found, failed }: CameraProps): ReactElement {
  const video = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    let stream: MediaStream | undefined
    let isOver = false
    let timer: ReturnType<typeof setInterval> | undefined
    const seen = new Set<string>()
    const begin = async (): Promise<void> => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
      if (isOver) return end()
      const element = video.current!
      element.srcObject = stream
      await element.play()
      const detector = new Detector({ formats: ['qr_code'] })
      timer = setInterval(() => {
        void detector.detect(element).then(
          (codes) => {
            for (const { rawValue } of codes) {
              if (seen.has(rawValue)) continue
              seen.add(rawValue)
              found(rawValue, seen.size)
            }
          },
          () => undefined,
        )
      }, EVERY_MS)
    }
    const end = (): void => {
      clearInterval(timer)
      for (const track of stream?.getTracks() ?? []) track.stop()
    }
    void begin().catch(() => {
      // who stops it while it begins has had no trouble with it
      if (!isOver) failed('The camera cannot be used: the browser or the device does not let it.')
    })
    return () => {
      isOver = true
      end()
    }
  }, [Detector, found, failed])
  // what a camera sees has no sound
  // oxlint-disable-next-line jsx-a11y/media-has-caption
  return <video ref={video} className="room-camera" muted playsInline aria-label="What the camera sees" />
}

/** What is longer is not looked over in a field, which would hold the page up: it is taken at once. */
const LONG = 5000

/** The ways into the room: pasted, chosen, dropped, scanned. */
export function AddLinks(): ReactElement {
  const [text, setText] = useState('')
  const isEmpty = useRoom((room) => room.handed.length === 0)
  const add = (): void => {
    void takeTexts([{ text }])
    setText('')
  }
  return (
    <form
      className="room-add"
      onSubmit={(event) => {
        event.preventDefault()
        add()
        // the button, without a text, takes no focus
        event.currentTarget.querySelector('textarea')!.focus()
      }}
    >
      {isEmpty && (
        <p>
          Learners press <b>Hand in</b>, above their exercise: each attempt is a link. Paste or drop many at once, with whatever stands
          around them: a chat, a mail, a list with names. Nothing leaves this device; <b>Clear this device</b>, in Learn, empties the room,
          too.
        </p>
      )}
      <label>
        <b>Links of attempts, with names before them or any other text around them</b>
        <textarea
          value={text}
          rows={isEmpty ? 4 : 2}
          spellCheck={false}
          wrap="off"
          onPaste={(event) => {
            const pasted = event.clipboardData.getData('text/plain')
            if (pasted.length < LONG) return
            event.preventDefault()
            void takeTexts([{ text: pasted }])
          }}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) add()
          }}
        />
      </label>
      <div className="wrap room-ways-in">
        <button type="submit" className={isEmpty ? 'primary' : undefined} disabled={text.trim() === ''}>
          Add them
        </button>
        <PickFiles to="page" accept=".txt,.log,.csv,.md,.html,.yaml,.yml,.json">
          Choose files
        </PickFiles>
        <Scan />
      </div>
    </form>
  )
}
