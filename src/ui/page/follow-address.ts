import { messageOf } from '../../manifest/own.ts'
import { documentOf, readLink, type Draft, type Payload, type ReadResult } from '../../share/payload.ts'
import { fragmentOf, nameIn, placeOf } from '../state/address.ts'
import { failureOf } from '../worker/client.ts'
import { setCursor } from '../state/actions.ts'
import { dismiss, isEdited, openExercise, openSlot, tell, visit } from '../state/slot-actions.ts'
import type { KeptView } from '../state/kept.ts'
import { mode } from '../state/page.ts'
import { environment, useStore } from '../state/store.ts'

/** Where the starts of a course's exercises come from, and how one is looked at first; undefined for one that there is not. */
type Exercises = (id: string) => Promise<{ draft: Draft; view?: KeptView | undefined } | undefined>

/** A link that unpacks to more is unpacked in a web worker. */
const MOST_HERE = 300_000

let isFollowing = false
let last = 0

/**
 * The address says what is open, and what the address says is opened: at the start, by Back, and where somebody puts another one in.
 * A frame's address stays what the page around it has written. The promise ends when what the address holds is open.
 */
export function followAddress(exercises: Exercises = async () => undefined): Promise<void> | undefined {
  const opened = open(location.hash, exercises)
  const settle = (): void => {
    note('replaceState')
    useStore.subscribe((state, before) => {
      if (fragmentOf(state) !== fragmentOf(before)) note(isFollowing ? 'replaceState' : 'pushState')
    })
  }
  if (!mode.embedded) {
    if (opened) void opened.then(settle)
    else settle()
  }
  const follow = (): void => {
    // one change of the address may be told twice, and the second time it says what is open already
    if (location.hash !== `#${fragmentOf(useStore.getState())}`) void open(location.hash, exercises)
  }
  addEventListener('popstate', follow)
  addEventListener('hashchange', follow)
  return opened
}

/** Writes into the address what is open. Who comes by the front door sees the story, and an address without a fragment. */
function note(how: 'pushState' | 'replaceState'): void {
  if (mode.embedded || placeOf(location.hash)) return
  const state = useStore.getState()
  const fragment = fragmentOf(state)
  const isPlain = location.hash === '' && how === 'replaceState' && state.slot === 'case:story'
  if (!isPlain && location.hash === `#${fragment}`) history.replaceState({ slot: state.slot }, '')
  else history[how]({ slot: state.slot }, '', isPlain ? undefined : `#${fragment}`)
}

/** Opens what a link names, in a frame whose own address stays. */
export const openAddress = (hash: string): Promise<void> | undefined => open(hash, async () => undefined)

/** A promise where it takes its time; whatever comes in its way is said, and what was open stays. */
function open(hash: string, exercises: Exercises): Promise<void> | undefined {
  return opening(hash, exercises)?.catch((error: unknown) => {
    const { reason } = failureOf(error)
    const isAlone = reason === 'missing' || reason === 'fallen'
    refuse(isAlone ? 'This browser allows no web worker, which exercises need.' : 'What the address names could not be opened.')
  })
}

function opening(hash: string, exercises: Exercises): Promise<void> | undefined {
  if (placeOf(hash)) return undefined
  const mine = (last += 1)
  const named = nameIn(hash)
  const state = useStore.getState()
  if ('nothing' in named) {
    const { slot } = (history.state ?? {}) as { slot?: string }
    // by Back, to where the story was
    if (slot === 'case:story') following(() => openSlot('case:story'))
    else if (!mode.embedded) return goOn(state.fragment, mine, exercises)
    return undefined
  }
  if ('slot' in named) {
    following(() => openSlot(named.slot))
    if (named.t !== undefined) setCursor(named.t)
    if (useStore.getState().slot !== named.slot) refuse('What the address names is no longer kept on this device.')
    return undefined
  }
  if ('exercise' in named) {
    return exercises(named.exercise).then((start) => {
      if (!begin(named.exercise, start, mine) && mine === last) refuse(`There is no exercise ${named.exercise} here.`)
    })
  }
  // a reload goes on where somebody was; the link itself leads to its moment
  return openLink(named.link, mine, (history.state as { slot?: string } | null)?.slot !== undefined && !mode.embedded)
}

/** By the front door: what was open last is opened as its own address would, an exercise with its task. */
function goOn(fragment: string, mine: number, exercises: Exercises): Promise<void> | undefined {
  if (fragment !== '') return 'link' in nameIn(fragment) ? openLink(fragment, mine, true) : open(`#${fragment}`, exercises)
  // nothing was done with it, so that its slot is empty
  const id = mine === 1 ? /^exercise:(.+)$/.exec(environment.cabinet.record().slot ?? '')?.[1] : undefined
  return id === undefined ? undefined : exercises(id).then((start) => void begin(id, start, mine))
}

/** False where there is no such exercise, or something else was asked for meanwhile. */
function begin(id: string, start: Awaited<ReturnType<Exercises>>, mine: number): boolean {
  if (!start || mine !== last) return false
  following(() => openExercise(id, start.draft, { view: start.view }))
  return true
}

function openLink(link: string, mine: number, goesOn: boolean): Promise<void> | undefined {
  if (link.startsWith('yaml=')) return openYaml(link, mine, goesOn)
  const read = readLink(link, MOST_HERE)
  if (!('error' in read && read.isLarge)) {
    return take(link, read, goesOn)
  }
  return import('../own/own-client.ts')
    .then((client) => client.readLargeLink(link))
    .then(
      (found) => (mine === last ? take(link, found, goesOn) : undefined),
      (error: unknown) => (mine === last ? refuse(messageOf(error)) : undefined),
    )
}

/** A text that somebody has put into the link by hand. */
async function openYaml(link: string, mine: number, goesOn: boolean): Promise<void> {
  const { readYamlLink } = await import('../own/imported.ts')
  const read = await readYamlLink(link)
  if (mine !== last) return
  if (!mode.embedded && 'value' in read && read.value.draft.common['exercise'] !== undefined) {
    const { openText } = await import('../exercise/control.ts')
    const why = await openText(JSON.stringify(documentOf(read.value.draft)), link, following)
    return why === undefined ? undefined : refuse(why)
  }
  await take(link, read, goesOn)
  if (read.says && 'value' in read) useStore.setState({ notice: read.says })
}

function take(link: string, read: ReadResult<Payload>, goesOn: boolean): Promise<void> | undefined {
  // an attempt, a course, or nothing that can be read
  if ('error' in read && !mode.embedded) return openOther(link, read.error)
  if ('error' in read) {
    refuse(read.error)
    return undefined
  }
  const { draft, view } = read.value
  if (draft.common['exercise'] !== undefined && !mode.embedded) return openOther(link, '')
  dismiss('link')
  following(() => visit(draft, { fragment: link, view: goesOn ? undefined : (view as KeptView) }))
  return undefined
}

/** What is no mere scenario is told by the exercises' own code. */
function openOther(link: string, error: string): Promise<void> {
  return import('../exercise/open-link.ts').then(
    async (module) => {
      const why = await module.openLink(link, following)
      if (why !== undefined) refuse(why || error)
    },
    () => refuse(error),
  )
}

/** One notice, which the next link takes the place of; what was open stays, and the address says so. */
function refuse(why: string): void {
  const { slot, draft } = useStore.getState()
  // a new visitor has none
  const isMine = slot === 'own' || isEdited() || environment.cabinet.get(slot) !== undefined
  tell({ cause: 'link', text: mode.embedded ? why : `${why} ${isMine ? 'Your own work' : `“${draft.common.title}”`} is shown instead.` })
  note('replaceState')
}

function following(act: () => void): void {
  isFollowing = true
  try {
    act()
  } finally {
    isFollowing = false
  }
}
