import { messageOf } from '../../manifest/own.ts'
import type { Brought, Imported } from '../../cases/import.ts'
import type { BringRequest, OpensAs } from '../cluster/open.tsx'
import { looksLikeCluster, MOST_CHARACTERS } from '../../cluster/looks.ts'
import { lessonKind } from '../../lessons/parse-exercise.ts'
import { linksIn } from '../../lessons/room/found.ts'
import { attemptIn } from '../../share/contents.ts'
import { focusLane } from '../kit/hooks.ts'
import { placeOf } from '../state/address.ts'
import { goTo } from '../state/route.ts'
import { addLaneWith } from '../state/actions.ts'
import { openOwn, visit } from '../state/slot-actions.ts'
import { FULL } from '../state/draft.ts'
import { isExerciseSlot, CASES, isFresh } from '../state/slot.ts'
import { MAX_TEXT, linkOf } from '../../share/payload.ts'
import { usePage } from '../state/page.ts'
import { useStore } from '../state/store.ts'
import { draftOfScenario, fieldsOf, hasNothing, nameOf, scenarioOf, TOO_MUCH } from './imported.ts'
import { importBrought } from './own-client.ts'

/** Where it goes: a lane beside the others, or a scenario of one's own where a case is open. */
export type To = 'lane' | 'page'

const MOST_FILES = 20
/** A room's attempts may come as a file each. */
const MOST_IN_ROOM = 200

/** Files as a person has chosen or dropped them. */
export async function bringFiles(files: readonly File[], to: To, isAsked: boolean): Promise<void> {
  const says: string[] = []
  const isOfRoom = isRoomOpen()
  const most = isOfRoom ? MOST_IN_ROOM : MOST_FILES
  if (files.length > most) says.push(`${files.length} files are too many: the first ${most} are taken.`)
  const texts: Brought[] = []
  for (const file of files.slice(0, most)) {
    const mayBeLong = async (): Promise<boolean> => isOfRoom || looksLikeCluster(await file.slice(0, MAX_TEXT).text())
    if (file.size > MAX_TEXT && (file.size > MOST_CHARACTERS || !(await mayBeLong())))
      says.push(`${file.name} has ${file.size.toLocaleString('en')} bytes: at most ${MAX_TEXT.toLocaleString('en')} are read.`)
    else texts.push({ name: file.name, text: await file.text() })
  }
  await bring(texts, to, says, isAsked)
}

/** The code of the dialog for what a cluster has printed is on its way. */
let isComing = false

/** Opens the dialog for what a cluster has printed; a manifest alone opens from there as it does by a paste on the page. */
export async function pasteYours(asked: Omit<BringRequest, 'bring' | 'look'> = {}): Promise<void> {
  isComing = true
  const { openCluster } = await import('../cluster/open.tsx').finally(() => (isComing = false))
  openCluster({ ...asked, bring: (text) => void bringFromDialog(text), look })
}

async function bringFromDialog(text: string): Promise<void> {
  // it is closed, and hears of that later
  usePage.setState({ isClusterOpen: false })
  await bring([{ text }], 'page')
  if (!isExerciseSlot(useStore.getState().slot)) focusLane()
}

async function look(text: string): Promise<OpensAs> {
  if (text.length > MAX_TEXT) return { wrong: [tooLong({ text })] }
  const kind = lessonKind(text)
  if (kind) return { as: kind, wrong: [] }
  const imported = await importBrought([{ text }], releaseFor('page'))
  return hasNothing(imported) ? { wrong: imported.says } : { as: imported.scenario ? 'scenario' : 'manifest', wrong: imported.unread }
}

/**
 * Makes a lane or a scenario out of texts, asks nothing, and says in the page's notice what it did. What nobody has asked for
 * (`isAsked`: in a dialog) takes nobody out of an exercise.
 */
export async function bring(texts: readonly Brought[], to: To, said: readonly string[] = [], isAsked = true): Promise<void> {
  // the room says itself what is too long for it
  if (isRoomOpen()) return (await import('../room/room-store.ts')).takeTexts(texts, said)
  const say = (sentences: readonly string[]): void => {
    useStore.setState({ notice: [...said, ...sentences].join(' ') })
  }
  if (isOfCluster(texts, to)) {
    const size = texts.reduce((sum, { text }) => sum + text.length, 0)
    // a field that holds so much would keep the page busy for seconds
    if (size > MOST_CHARACTERS)
      return say([
        `What a cluster has printed has ${size.toLocaleString('en')} characters here: at most ${MOST_CHARACTERS.toLocaleString('en')} are read. Leave other pods out, as kubectl does with a name, and grep with a journal.`,
      ])
    const found = texts.map(({ text }) => text)
    const hasManifest = texts.some(
      ({ text }) =>
        text.length <= MAX_TEXT &&
        /^[ \t]*"?kind"?: *"?(Pod|List|PodList|Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob)"?,?[ \t\r]*$/m.test(text),
    )
    const names = texts.flatMap(({ name }) => name ?? [])
    await pasteYours({ texts: found, names, ...(hasManifest ? { asManifest: () => void bringManifests(texts, to, say) } : {}) })
    return say([])
  }
  const long = texts.find(({ text }) => text.length > MAX_TEXT)
  if (long) return say([tooLong(long)])
  if (texts.length === 0) return say([])
  if (usePage.getState().isLocked) return say(['While presenting nothing is brought in: U lets the scenario be changed.'])
  if (to === 'page' && areAttempts(texts)) {
    goTo('room')
    return bring(texts, to, said)
  }
  if (!isAsked && isExerciseSlot(useStore.getState().slot))
    return say(['An exercise is open: leave it first to open what was pasted or dropped.'])
  const lesson = to === 'page' && texts.length === 1 ? texts[0]!.text : ''
  const kind = lessonKind(lesson)
  if (kind) {
    const { openCourse, openText } = await import('../exercise/control.ts')
    const why = await (kind === 'course' ? openCourse(lesson) : openText(lesson))
    return why === undefined ? undefined : say([why])
  }
  await bringManifests(texts, to, say)
}

const tooLong = ({ name, text }: Brought): string =>
  `${name ?? 'What was pasted'} has ${text.length.toLocaleString('en')} characters: at most ${MAX_TEXT.toLocaleString('en')} are read.`

async function bringManifests(texts: readonly Brought[], to: To, say: (sentences: readonly string[]) => void): Promise<void> {
  try {
    say(place(await importBrought(texts, releaseFor(to)), to))
    dropAssumed()
  } catch (error) {
    say([messageOf(error)])
  }
}

/** What was assumed is no longer said once the behaviour is changed. */
function dropAssumed(): void {
  const behaviour = (): string => JSON.stringify(useStore.getState().draft.lanes.map(({ fields }) => fields['processes']))
  const before = behaviour()
  const stop = useStore.subscribe(({ notice, draft }, { draft: last }) => {
    const rest = notice.replace(/Assumed: .*“behaviour”\./, '').trim()
    if (rest === notice) return stop()
    if (draft === last || behaviour() === before) return
    stop()
    useStore.setState({ notice: rest })
  })
}

/** What a cluster has printed is looked at first; what is brought while its dialog is open, or about to be, is for that. */
function isOfCluster(texts: readonly Brought[], to: To): boolean {
  if (isComing || usePage.getState().isClusterOpen) return true
  const isFree = to === 'page' && !usePage.getState().isLocked && !isExerciseSlot(useStore.getState().slot)
  return isFree && !areAttempts(texts) && texts.some(({ text }) => looksLikeCluster(text))
}

/** What is dropped on the room is of the room. */
const isRoomOpen = (): boolean => placeOf(location.hash)?.page === 'room'

/** A chat log or a list of links: at least two of them are somebody's attempts. */
function areAttempts(texts: readonly Brought[]): boolean {
  const links = texts.flatMap(({ text }) => linksIn(text.slice(0, MOST_LOOKED_AT)).found).slice(0, 10)
  return links.filter(({ fragment }) => 'attempt' in attemptIn(fragment)).length >= 2
}

const MOST_LOOKED_AT = 50_000

/** A case's release is the case's: what comes from elsewhere is of today. */
function releaseFor(to: To): string {
  const { slot, draft } = useStore.getState()
  return to === 'page' && slot !== 'own' ? CASES.today : draft.common.kubernetes
}

function place(imported: Imported, to: To): readonly string[] {
  const { scenario, says } = imported
  if (scenario) {
    const brought = draftOfScenario(scenario)
    if (!brought) return [...says, TOO_MUCH]
    visit(brought, { fragment: linkOf(brought, {}) ?? '' })
    return says
  }
  if (hasNothing(imported)) return says
  const { slot, draft } = useStore.getState()
  if (to === 'page' && (slot !== 'own' || isFresh(draft))) {
    openOwn(scenarioOf(imported, releaseFor('page')))
    return imported.release === undefined ? says : [...says, `It opens on Kubernetes ${imported.release}, as its image says.`]
  }
  const node = { ...draft.common.node, ...imported.node }
  const isElsewhere = JSON.stringify(node) !== JSON.stringify(draft.common.node)
  const added = addLaneWith(nameOf(imported), { ...fieldsOf(imported), ...(isElsewhere ? { node } : {}) })
  return added === undefined ? [FULL] : says
}
