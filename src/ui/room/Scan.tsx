import { useCallback, useEffect, useRef, useState, type ReactElement } from 'react'
import { takeTexts } from './room-store.ts'

/** What browsers that read codes offer; TypeScript does not know it yet. */
interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { rawValue: string }[]>
}
type DetectorClass = new (options: { formats: readonly string[] }) => Detector

const EVERY_MS = 250

/** With the camera, one code after the other. Where the browser reads none, a hand scanner types into the field. */
export function Scan(): ReactElement {
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
      const element = video.current
      if (isOver || !element) return end()
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
