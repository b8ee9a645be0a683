import { type ReactElement, useState } from 'react'
import { messageOf } from '../../manifest/own.ts'
import { withGiven } from '../../share/one-file.ts'
import { documentOf, PAYLOAD_VERSION, withoutShown } from '../../share/payload.ts'
import { EmbedButton } from './EmbedButton.tsx'
import { courseInAddress } from '../exercise/make/given-text.ts'
import { CopyField, Framed } from '../kit/Dialogs.tsx'
import { part, useResult } from '../kit/hooks.ts'
import { saveFile, slug } from '../kit/save-file.ts'
import { type GivenFile, isSingle, linkToHere, pageAddress, viewNow } from '../state/given.ts'
import { useSession } from '../state/session.ts'
import { togglePresent } from '../state/stage.ts'
import { useStore } from '../state/store.ts'
import { Qr } from '../kit/Qr.tsx'
import './share.css'
import { fileOf } from '../state/actions.ts'
import { hasHappened, textOf, chosenLane } from '../state/draft.ts'

/** The file beside the page that has all of it in one. */
const FILE = './whyrestart-single.html'

/**
 * One HTML file with something to open in it.
 *
 * Errors: rejects with a sentence.
 */
async function oneFile(given: GivenFile): Promise<string> {
  const page = isSingle ? thisFile() : await fetched()
  const home = pageAddress()
  const made = withGiven(page, { ...(home === '' ? {} : { home }), ...given })
  if (made === undefined) throw new Error(`What is at ${FILE.slice(2)}, beside this page, is not the page in one file.`)
  return made
}

async function fetched(): Promise<string> {
  const response = await fetch(FILE).catch(() => undefined)
  if (!response?.ok) throw new Error('The file could not be fetched: the network is gone, or it is not beside this page.')
  return response.text()
}

/** The file that the page stands in, as it was before anything was done in it. */
function thisFile(): string {
  const page = document.documentElement.cloneNode(true) as HTMLElement
  for (const name of page.getAttributeNames()) if (name !== 'lang') page.removeAttribute(name)
  page.dataset['state'] = 'running'
  page.querySelector('#root')!.replaceChildren()
  for (const element of page.querySelectorAll('body > *')) if (!element.matches('#root, script, noscript')) element.remove()
  return `<!doctype html>\n${page.outerHTML}\n`
}

const Pictures = part(() => import('../pictures/Pictures.tsx'), 'Pictures')

/** Chat programs cut longer addresses. */
const SAFE_LENGTH = 2000

/** What is handed out, and what its link is; undefined where it is too much for one. */
interface Shared {
  title: string
  link: string | undefined
  /** An exercise's or a course's text. */
  text?: string
}

/** All the ways to hand out what is open: a link, its picture, a file, and the whole page in one file. */
export function ShareDialog({ close }: { close: () => void }): ReactElement {
  const exercise = useSession((session) => session.exercise)
  const [isWhole, setWhole] = useState(false)
  return (
    <Framed title="Share" className="share" close={close}>
      {exercise?.isOfCourse && (
        <fieldset className="row choices-row">
          <legend className="hidden-text">What is shared</legend>
          <label>
            <input type="radio" name="what" checked={!isWhole} onChange={() => setWhole(false)} /> This exercise
          </label>
          <label>
            <input type="radio" name="what" checked={isWhole} onChange={() => setWhole(true)} /> The whole course
          </label>
        </fieldset>
      )}
      {exercise ? <OfExercise key={String(isWhole)} isWhole={isWhole} title={exercise.title} /> : <OfScenario />}
      <div className="row">
        In a page, or on a screen:
        <EmbedButton />
        <button
          type="button"
          title="On the whole screen  P"
          onClick={({ currentTarget }) => {
            currentTarget.closest('dialog')!.close()
            togglePresent()
          }}
        >
          Present
        </button>
      </div>
    </Framed>
  )
}

function OfScenario(): ReactElement {
  const [link] = useState(linkToHere)
  const title = useStore((state) => String(state.draft.common.title))
  const isReal = useStore(({ draft }) => draft.lanes.some((lane) => hasHappened(lane)))
  const holds = isReal ? 'what was read of the cluster, its names and addresses too,' : 'all texts'
  return <Ways shared={{ title, link }} says={`The link holds ${holds} and the moment you are looking at.`} />
}

function OfExercise({ isWhole, title }: { isWhole: boolean; title: string }): ReactElement {
  const shared = useResult<Shared | 'failed'>(`${isWhole} ${title}`, () =>
    import('../exercise/control.ts')
      .then((control) => control.askHandOut(isWhole))
      .then(
        ({ text, fragment }) => ({ title: isWhole ? 'course' : title, text, link: linkOf(fragment, isWhole) }),
        () => 'failed',
      ),
  )?.result
  if (shared === undefined) return <p>It is being put together …</p>
  if (shared === 'failed') return <p>It could not be put together. Close this and try again.</p>
  return (
    <Ways
      shared={shared}
      says={`The link leads to ${isWhole ? 'the course' : 'the exercise'} as it was given: your attempt is not in it.`}
    />
  )
}

/** A course from beside the page is led to by its name. */
export function linkOf(fragment: string | undefined, isWhole: boolean): string | undefined {
  const course = courseInAddress()
  if (course !== '') return `${pageAddress()}?course=${encodeURIComponent(course)}${isWhole ? '' : location.hash}`
  return fragment === undefined ? undefined : `${pageAddress()}#${fragment}`
}

export function Ways({ shared: { title, link, text }, says }: { shared: Shared; says: string }): ReactElement {
  return (
    <>
      {link === undefined ? (
        <p>This is too much for a link that can be opened again. Take it as a file: dropped on this page, it opens again.</p>
      ) : (
        <p>
          {says} It has {link.length.toLocaleString('en')} characters
          {link.length > SAFE_LENGTH ? ', more than the 2,000 at which some programs cut links.' : '.'} Nothing is sent anywhere.
        </p>
      )}
      <div className="wrap share-body">
        {link !== undefined && pageAddress() !== '' && <Qr text={link} label="the link" />}
        <div>{link === undefined ? <button type="submit">Close</button> : <CopyField label="Link" text={link} isFirst />}</div>
      </div>
      {text === undefined ? (
        <Downloads />
      ) : (
        <p className="wrap downloads">
          As a file:
          <button type="button" onClick={() => saveFile(`${slug(title)}.yaml`, text)}>
            Save {slug(title)}.yaml
          </button>
        </p>
      )}
      <OneFile title={title} text={text} />
      <AsPicture link={link} />
    </>
  )
}

function AsPicture({ link }: { link: string | undefined }): ReactElement {
  const [isOpen, setOpen] = useState(false)
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>As a picture, a report or a table</summary>
      {isOpen && <Pictures link={link} />}
    </details>
  )
}

/** The whole page in a file that opens by a double click: from a stick, without a server and a network. */
function OneFile({ title, text }: { title: string; text: string | undefined }): ReactElement {
  const [says, setSays] = useState('')
  const make = async (): Promise<void> => {
    setSays('It is being made …')
    try {
      const made = await oneFile(text === undefined ? { payload: here() } : { text })
      saveFile(`${slug(title)}.html`, made)
      setSays(`${(made.length / 1_000_000).toFixed(1)} MB, with the page in it. Links that are made in it lead here.`)
    } catch (error) {
      setSays(messageOf(error))
    }
  }
  return (
    <p className="wrap downloads">
      <button type="button" onClick={() => void make()}>
        Save as one HTML file
      </button>
      <output>{says || 'It opens by a double click, from a USB stick too, without a server or a network.'}</output>
    </p>
  )
}

/** As a link holds it, however large. */
const here = (): object => ({ version: PAYLOAD_VERSION, draft: withoutShown(useStore.getState().draft), view: viewNow() })

/** The same work as files, to keep or to run in a shell. */
function Downloads(): ReactElement {
  const draft = useStore((state) => state.draft)
  const lane = useStore(chosenLane)
  const wanted = useStore((state) => state.file)
  const [trouble, setTrouble] = useState('')
  const file = fileOf(lane, wanted)
  const text = textOf(draft, lane, file)
  const base = file.replace(/^.*\//, '')
  const whole = async (): Promise<void> => {
    try {
      const { scenarioFile } = await import('../own/own-client.ts')
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
