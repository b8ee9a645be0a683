import { useRef, useState, type ReactElement } from 'react'
import { STORY_CURSOR } from '../../cases/the-strange-case.ts'
import { linkOf, readLink, type LaneDraft } from '../../share/payload.ts'
import { PANELS, type Panel } from '../../sim/scenario/panels.ts'
import { clockWords } from '../../views/text/duration-words.ts'
import type { PictureTheme } from '../../views/picture/layout.ts'
import { sheetWords, sizeOf, svgOf } from '../../views/picture/sheet.ts'
import { TimeInput } from '../faults/TimeInput.tsx'
import { saveFile, slug } from '../kit/save-file.ts'
import { CopyField, Framed } from '../kit/Dialogs.tsx'
import { Check, Select } from '../kit/Select.tsx'
import { useResult, useSettled, useWidth, useWindowEvent } from '../kit/hooks.ts'
import { useSheet } from '../pictures/use-sheet.ts'
import { durationOf, firstLook } from '../state/draft.ts'
import { linkToHere, viewNow } from '../state/given.ts'
import { isExerciseSlot, freshDraft, isSame } from '../state/slot.ts'
import { useStore } from '../state/store.ts'
import './embed-dialog.css'
import { type EmbedPart, PARTS } from '../state/params.ts'
import { KINDS, type SnippetKind, SNIPPETS } from './snippets.ts'

const PART_NAMES: Record<EmbedPart, string> = { title: 'Title', playback: 'Playback', why: 'Why', files: 'Files' }
const PANEL_NAMES: Record<Panel, string> = { why: 'Why', request: 'Request', terminal: 'Terminal', events: 'Events', verdicts: 'Verdicts' }
/** A phone's, two columns of text, and a wide page's. */
const COLUMNS = [360, 640, 720, 1080] as const
const PHONE = COLUMNS[0]
const SPEEDS = [1, 10, 30, 60, 120, 300, 600]
const PICTURE_WIDTH = 1200
const PICTURE_THEMES = [
  ['light', 'light'],
  ['dark', 'dark'],
] as const
/** What is typed is at rest for so long before the preview is made anew. */
const REST_MS = 400

/** The code for somebody's page, and how it will look there. */
export function EmbedDialog({ close }: { close: () => void }): ReactElement {
  return (
    <Framed title="Embed" className="embedding" close={close}>
      <Choices />
    </Framed>
  )
}

interface EmbedChoice {
  kind: SnippetKind
  hidden: readonly EmbedPart[]
  isReadonly: boolean
  isPoster: boolean
  theme: string
  t: number
  speed: number
  lane: string
  /** Below the lanes, instead of a sentence. */
  panel: Panel | ''
  /** The places of the lanes that are left out, from 1. */
  without: readonly number[]
  hasLegend: boolean
  column: number
  /** Pixels; null: as high as it has to be. */
  height: number | null
  picture: 'none' | 'beside' | 'site'
}

function Choices(): ReactElement {
  const cursor = useStore((state) => state.cursor)
  const title = useStore((state) => String(state.draft.common.title))
  const draft = useStore((state) => state.draft)
  const [here] = useState(() => ({ lane: useStore.getState().lane, t: useStore.getState().cursor, speed: 60 }))
  const [chosen, setChosen] = useState<EmbedChoice>(() => ({
    kind: 'frame',
    hidden: [],
    isReadonly: false,
    isPoster: false,
    theme: 'system',
    ...here,
    panel: '',
    without: [],
    hasLegend: false,
    column: 720,
    height: null,
    picture: 'none',
  }))
  const [measured, setMeasured] = useState(640)
  const [onPhone, setOnPhone] = useState<number>()
  const ready = useReadyCase()
  const choose = (some: Partial<EmbedChoice>): void => setChosen((before) => ({ ...before, ...some }))
  const { kind, height } = chosen
  const needsPicture = kind === 'picture' || kind === 'markdown'
  const picture = needsPicture && chosen.picture === 'none' ? (ready ? 'site' : 'beside') : chosen.picture

  const attributes = attributesOf(chosen, ready ? { ...here, lane: firstLook(draft) } : here, draft.lanes)
  const exercise = useExercise()
  const addresses = (some: typeof attributes) => addressesOf(some, exercise ?? undefined, ready, cursor)
  const { frame, page } = addresses(attributes)
  // as high as what a press begins, which a poster is not
  const { frame: preview } = addresses(attributes.filter(([attribute]) => attribute !== 'poster'))
  const sheet = useSheet(page)
  const name = slug(title)
  const pixels = height ?? measured
  if (exercise === null) return <p>…</p>
  if (frame === undefined || page === undefined || preview === undefined) return <TooMuch />
  const words = sheet ? sheetWords(sheet) : title
  const snippet = SNIPPETS[kind]({
    title,
    frame,
    page,
    site: site(),
    release: draft.common.kubernetes,
    height: pixels,
    narrow: onPhone ?? pixels,
    attributes,
    picture: pictureOf(picture, ready, name, sheet, words),
    ...(exercise ? { source: `${site()}#${exercise.whole}` } : {}),
  })
  return (
    <div className="embedding-body columns">
      <div>
        <p>
          {exercise
            ? 'The exercise as it was given, without what you have changed; it is solved on the page, where a link in the frame leads.'
            : `Opened at ${clockWords(cursor)}.`}{' '}
          A frame keeps nothing on the reader’s device and asks no other server.
        </p>
        <fieldset className="row choices-row">
          <legend>As</legend>
          {(Object.keys(KINDS) as SnippetKind[]).map((key) => (
            <label key={key}>
              <input type="radio" name="kind" checked={kind === key} onChange={() => choose({ kind: key })} />
              {KINDS[key]}
            </label>
          ))}
        </fieldset>
        {!needsPicture && (
          <>
            <PartChoices {...{ chosen, choose }} lanes={draft.lanes} />
            <Values chosen={chosen} choose={choose} pixels={pixels} />
          </>
        )}
        <PictureChoice {...{ picture, needsPicture, ready, name, sheet }} choose={(next) => choose({ picture: next })} />
        <div className="embedding-code">
          <CopyField label="Snippet" text={snippet} />
        </div>
      </div>
      {needsPicture ? (
        <div className="preview">
          {sheet && <img src={`data:image/svg+xml,${encodeURIComponent(svgOf(sheet, 'light', PICTURE_WIDTH))}`} alt={words} />}
        </div>
      ) : (
        <div>
          <Preview address={preview} column={chosen.column} height={pixels} onHeight={setMeasured} />
          {chosen.column !== PHONE && (
            <Preview address={preview} column={PHONE} height={onPhone ?? pixels} onHeight={setOnPhone} most={0.6} />
          )}
        </div>
      )}
    </div>
  )
}

const site = (): string => new URL('./', location.href).href

/** Where a frame and the page are; undefined where the scenario is too much for an address. */
function addressesOf(
  attributes: readonly [string, string][],
  exercise: ExerciseLinks | undefined,
  ready: string | undefined,
  cursor: number,
): { frame: string | undefined; page: string | undefined } {
  const query = attributes
    .map(([name, value]) => (value === '' ? name : `${name}=${encodeURIComponent(value).replaceAll('%2C', ',')}`))
    .join('&')
  const search = query === '' ? '' : `?${query}`
  const inFrame = (fragment: string): string => fragment && `${site()}embed.html${search}#${fragment}`
  const onPage = (fragment: string): string => fragment && `${site()}#${fragment}`
  if (exercise) return { frame: exercise.whole && inFrame(exercise.whole), page: exercise.fragment && onPage(exercise.fragment) }
  if (ready) return { frame: inFrame(caseLink(ready, cursor)), page: onPage(caseLink(ready, cursor)) }
  return { frame: linkToHere('embed.html', search), page: linkToHere('index.html')?.replace('/index.html#', '/#') }
}

/** The picture's address and size, where there is to be one. */
function pictureOf(
  picture: EmbedChoice['picture'],
  ready: string | undefined,
  name: string,
  sheet: ReturnType<typeof useSheet>,
  words: string,
) {
  if (picture === 'none') return undefined
  const size = sheet ? sizeOf(sheet, 'light', PICTURE_WIDTH) : { width: PICTURE_WIDTH, height: PICTURE_WIDTH / 2 }
  if (picture !== 'site' || !ready) return { address: `${name}.svg`, words, ...size }
  const file = (variant: string): string => `${site()}pictures/${ready}${variant}.svg`
  return { address: file(''), dark: file('-dark'), narrow: file('-narrow'), narrowDark: file('-narrow-dark'), words, ...size }
}

/** Which parts and lanes a frame shows, and how it begins. */
function PartChoices({
  chosen: { hidden, without, hasLegend, isReadonly, isPoster },
  choose,
  lanes,
}: {
  chosen: EmbedChoice
  choose: (some: Partial<EmbedChoice>) => void
  lanes: readonly LaneDraft[]
}): ReactElement {
  return (
    <>
      <fieldset className="row choices-row">
        <legend>Shows</legend>
        {PARTS.map((part) => (
          <Check
            key={part}
            label={PART_NAMES[part]}
            value={!hidden.includes(part)}
            set={(checked) => choose({ hidden: checked ? hidden.filter((other) => other !== part) : [...hidden, part] })}
          />
        ))}
        <Check label="Legend" value={hasLegend} set={(hasLegend) => choose({ hasLegend })} />
        <Check label="Read only" value={isReadonly} set={(isReadonly) => choose({ isReadonly })} />
        <Check label="Starts when pressed" value={isPoster} set={(isPoster) => choose({ isPoster })} />
      </fieldset>
      {lanes.length > 1 && (
        <fieldset className="row choices-row">
          <legend>Lanes</legend>
          {lanes.map(({ id, name }, n) => (
            <Check
              key={id}
              label={name}
              value={!without.includes(n + 1)}
              set={(checked) => choose({ without: checked ? without.filter((place) => place !== n + 1) : [...without, n + 1] })}
            />
          ))}
        </fieldset>
      )}
    </>
  )
}

interface ExerciseLinks {
  /** The scenario with its task, at the moment that is looked at: for a frame, which knows no course. */
  whole: string | undefined
  /** What leads to it on the page. */
  fragment: string | undefined
}

/** Of an exercise that is open; null while they come, undefined where none is open. */
function useExercise(): ExerciseLinks | null | undefined {
  const slot = useStore((state) => state.slot)
  const isExercise = isExerciseSlot(slot)
  const links = useResult(isExercise ? slot : '', () => linksOfExercise().catch(() => ({ whole: undefined, fragment: undefined })))
  return isExercise ? (links?.result ?? null) : undefined
}

async function linksOfExercise(): Promise<ExerciseLinks> {
  const view = viewNow()
  const control = await import('../exercise/control.ts')
  const { whole, fragment } = await control.askHandOut(false)
  const read = whole === undefined ? undefined : readLink(whole)
  return { fragment, whole: read && 'value' in read ? linkOf(read.value.draft, view) : undefined }
}

function TooMuch(): ReactElement {
  return (
    <>
      <p>This is too much for a frame’s address. Share saves it as a file, and as one page to put on a site.</p>
      <button type="submit">Close</button>
    </>
  )
}

/** What differs from the way that a frame opens by itself. */
export function attributesOf(
  chosen: EmbedChoice,
  here: { lane: string; t: number; speed: number },
  lanes: readonly LaneDraft[],
): [string, string][] {
  const lane = lanes.find(({ id }) => id === chosen.lane)!.name
  const shown = lanes.flatMap((_, n) => (chosen.without.includes(n + 1) ? [] : [n + 1]))
  const { hidden, theme, isReadonly, isPoster, t, speed, panel } = chosen
  const all: readonly (readonly [isOther: boolean, name: string, value: string])[] = [
    [hidden.length > 0, 'hide', hidden.join(',')],
    [theme !== 'system', 'theme', theme],
    [isReadonly, 'readonly', ''],
    [isPoster, 'poster', ''],
    [t !== here.t, 't', String(Math.round(t * 100) / 100)],
    [speed !== here.speed, 'speed', String(speed)],
    [chosen.lane !== here.lane, 'lane', lane],
    [shown.length > 0 && shown.length < lanes.length, 'lanes', shown.join()],
    [chosen.hasLegend, 'legend', ''],
    [panel !== '', 'panel', panel],
  ]
  return all.flatMap(([isOther, name, value]) => (isOther ? [[name, value]] : []))
}

function Values({
  chosen,
  choose,
  pixels,
}: {
  chosen: EmbedChoice
  choose: (some: Partial<EmbedChoice>) => void
  pixels: number
}): ReactElement {
  const lanes = useStore((state) => state.draft.lanes)
  const end = useStore((state) => durationOf(state.draft))
  return (
    <div className="row values">
      <Select
        label="Theme"
        value={chosen.theme}
        options={[
          ['system', 'the reader’s own'],
          ['light', 'light'],
          ['dark', 'dark'],
        ]}
        set={(theme) => choose({ theme })}
      />
      <TimeInput label="Time" at={chosen.t} end={end} change={(t) => choose({ t })} />
      <Select label="Speed" value={chosen.speed} options={SPEEDS.map((speed) => [speed, `×${speed}`])} set={(speed) => choose({ speed })} />
      <Select label="Lane" value={chosen.lane} options={lanes.map(({ id, name }) => [id, name])} set={(lane) => choose({ lane })} />
      <Select<EmbedChoice['panel']>
        label="Panel"
        value={chosen.panel}
        options={[['', 'a sentence'], ...PANELS.map((panel) => [panel, PANEL_NAMES[panel]] as const)]}
        set={(panel) => choose({ panel })}
      />
      <Select<number>
        label="Width of the column"
        value={chosen.column}
        options={COLUMNS.map((width) => [width, String(width)])}
        set={(column) => choose({ column })}
      />
      <label>
        Height{' '}
        <input
          type="number"
          min={160}
          max={4000}
          step={20}
          value={pixels}
          onChange={(event) => choose({ height: Math.min(4000, Math.max(0, Number(event.target.value))) })}
        />
      </label>
      <button type="button" disabled={chosen.height === null} onClick={() => choose({ height: null })}>
        Fitting height
      </button>
    </div>
  )
}

/** What is left where frames are cut, such as in feeds and mails. */
function PictureChoice({
  picture,
  needsPicture,
  ready,
  name,
  sheet,
  choose,
}: {
  picture: EmbedChoice['picture']
  needsPicture: boolean
  ready: string | undefined
  name: string
  sheet: ReturnType<typeof useSheet>
  choose: (next: EmbedChoice['picture']) => void
}): ReactElement {
  const [theme, setTheme] = useState<PictureTheme>('light')
  return (
    <div className="row values">
      <Select<EmbedChoice['picture']>
        label={needsPicture ? 'The picture' : 'Picture where a frame is not shown'}
        value={picture}
        options={[
          ...(needsPicture ? [] : ([['none', 'none']] as const)),
          ...(ready ? ([['site', 'of this site']] as const) : []),
          ['beside', 'a file beside the page'],
        ]}
        set={choose}
      />
      {picture === 'beside' && sheet && (
        <>
          <Select label="in" name="Theme of the picture" value={theme} options={PICTURE_THEMES} set={setTheme} />
          <button type="button" onClick={() => saveFile(`${name}.svg`, svgOf(sheet, theme, PICTURE_WIDTH))}>
            Save {name}.svg
          </button>
        </>
      )}
    </div>
  )
}

/** A case as it was shipped, at a moment; that at which it opens goes without saying. */
export const caseLink = (id: string, at: number): string =>
  `case=${id}${Math.abs(at - STORY_CURSOR) < 0.01 ? '' : `&t=${Math.round(at * 100) / 100}`}`

/** The ready case that is open as it was shipped: the site has its picture. */
function useReadyCase(): string | undefined {
  const slot = useStore((state) => state.slot)
  const draft = useStore((state) => state.draft)
  const fresh = slot.startsWith('case:') ? freshDraft(slot) : undefined
  return fresh && isSame(draft, fresh) ? slot.slice('case:'.length) : undefined
}

/** The frame itself, as small as it has to be; it says how high it wants to be in a column of that width. */
function Preview({
  address,
  column,
  height,
  onHeight,
  most = 1,
}: {
  address: string
  column: number
  height: number
  onHeight: (px: number) => void
  /** As large it is drawn at most, beside its own size. */
  most?: number
}): ReactElement {
  const box = useRef<HTMLDivElement>(null)
  const frame = useRef<HTMLIFrameElement>(null)
  const width = useWidth(box)
  const settled = useSettled(address, REST_MS)
  // a fragment that names a poster is scrolled to, and this dialog with it
  const src = settled.replace(/#case=\w+$/, '$&&preview')
  useWindowEvent('message', ({ source, origin, data }: MessageEvent<unknown>) => {
    if (source !== frame.current?.contentWindow || origin !== location.origin) return
    const { whyrestart, kind, px } = data as Readonly<Record<string, unknown>>
    if (whyrestart === 1 && kind === 'height' && typeof px === 'number') onHeight(px)
  })
  const scale = Math.min(most, width / column)
  return (
    <div className="preview" ref={box}>
      <div style={{ height: height * scale, width: column * scale }}>
        {width > 0 && (
          // another address is another frame: a change of the address would be a step of Back
          <iframe
            key={src}
            ref={frame}
            src={src}
            title={most < 1 ? 'Preview on a phone' : 'Preview'}
            width={column}
            height={height}
            style={{ transform: `scale(${scale})` }}
          />
        )}
      </div>
      <p className="aside">
        {column === PHONE ? `On a phone of ${column}` : `In a column of ${column}`} pixels, {height} high
        {scale < 1 ? `; shown at ${Math.round(scale * 100)} %` : ''}.
      </p>
    </div>
  )
}
