import { defined, messageOf } from '../../manifest/own.ts'
import { useMemo, useState, type ReactElement } from 'react'
import type { PictureTheme } from '../../views/picture/layout.ts'
import { type Sheet, paintSheet, sizeOf, svgOf } from '../../views/picture/sheet.ts'
import { useHidden } from '../state/session.ts'
import { copy } from '../kit/Dialogs.tsx'
import { Select } from '../kit/Select.tsx'
import { saveFile, slug } from '../kit/save-file.ts'
import type { ReportWanted } from '../simulator/simulator-messages.ts'
import { askAbout } from '../simulator/ask-lane.ts'
import { useStore } from '../state/store.ts'
import { useSheet } from './use-sheet.ts'
import './pictures.css'
import { laneById } from '../state/draft.ts'

const WIDTH = 1200
/** Sharp on a good screen, and in print. */
const PIXELS = 2

/** The timeline as a picture, and the chosen lane as a text, for pages, posts and post-mortems. What is hidden is in neither. */
export function Pictures({ link }: { link: string | undefined }): ReactElement {
  const [theme, setTheme] = useState<PictureTheme>('light')
  const [said, setSaid] = useState('')
  const sheet = useSheet(link)
  const lane = useStore((state) => laneById(state.draft, state.lane))
  const hidesWhy = useHidden('why')
  const svg = useMemo(() => sheet && svgOf(sheet, theme, WIDTH), [sheet, theme])
  if (!sheet || !svg) return <p>There is no picture of these inputs: a part is hidden, or nothing could be run.</p>
  const name = slug(sheet.title)
  const reportResult = (work: Promise<string>): void => {
    setSaid('…')
    void work.then(setSaid, (error: unknown) => setSaid(messageOf(error)))
  }
  const save = async (ending: string, contents: string | Promise<string | Blob>): Promise<string> => {
    saveFile(`${name}.${ending}`, await contents)
    return `${name}.${ending} is saved.`
  }
  const png = (): Promise<Blob> => pngOf(sheet, theme)
  const text = async (as: ReportWanted['as']): Promise<string> => {
    const found = await askAbout('report', lane!.id, {
      as,
      title: sheet.title,
      name: lane!.name,
      at: sheet.cursor,
      ...defined({ link }),
    })
    if (found === null) throw new Error('The lane is being run again: try it in a moment.')
    return found
  }
  return (
    <div className="pictures">
      <img src={`data:image/svg+xml,${encodeURIComponent(svg)}`} alt={`${sheet.title}: all lanes on one axis`} />
      <div className="row">
        <Select
          label="Theme"
          value={theme}
          options={[
            ['light', 'light'],
            ['dark', 'dark'],
          ]}
          set={setTheme}
        />
        <button type="button" onClick={() => reportResult(save('svg', svg))}>
          Save SVG
        </button>
        <button type="button" onClick={() => reportResult(save('png', png()))}>
          Save PNG
        </button>
        <button type="button" onClick={() => reportResult(copyPicture(png()))}>
          Copy picture
        </button>
      </div>
      {lane && !hidesWhy && (
        <div className="row">
          <span>{lane.name}, up to the cursor:</span>
          <button type="button" onClick={() => reportResult(copyText(text('report')))}>
            Copy report
          </button>
          <button type="button" onClick={() => reportResult(save('md', text('report')))}>
            Save report
          </button>
          <button type="button" onClick={() => reportResult(save('csv', text('rows')))}>
            Save rows (CSV)
          </button>
          <button type="button" onClick={() => reportResult(save('json', text('trace')))}>
            Save trace (JSON)
          </button>
        </div>
      )}
      <output>{said}</output>
    </div>
  )
}

async function pngOf(sheet: Sheet, theme: PictureTheme): Promise<Blob> {
  const { width, height } = sizeOf(sheet, theme, WIDTH)
  const canvas = document.createElement('canvas')
  canvas.width = width * PIXELS
  canvas.height = height * PIXELS
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('This browser gives no canvas to draw on; the SVG needs none.')
  pen.scale(PIXELS, PIXELS)
  paintSheet(pen, sheet, theme, width)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('This is too large for a PNG here; the SVG is not.'))), 'image/png')
  })
}

async function copyPicture(png: Promise<Blob>): Promise<string> {
  try {
    // without https there is no clipboard, and who draws must not fail unheard
    void png.catch(() => undefined)
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })])
    return 'The picture is copied.'
  } catch {
    return 'Copying a picture is not allowed here: save it instead.'
  }
}

const copyText = async (text: Promise<string>): Promise<string> =>
  (await copy(await text)) ? 'The report is copied.' : 'Copying is not allowed here: save it instead.'
