import * as v from 'valibot'
import { NEWEST, OFFERED, OLDEST } from '../sim/release/releases.ts'
import { type Panel, PANELS } from '../sim/scenario/panels.ts'
import { decodeLink, encodeLink } from './link.ts'

/** What a link holds, and what the page keeps of a scenario: its texts as they were typed, and the moment that is looked at. */
export interface Payload {
  draft: Draft
  view: SharedView
}

/** A scenario as the page edits it: the fields that all lanes have, and the lanes. */
export interface Draft {
  common: Common
  lanes: readonly LaneDraft[]
}

/** The scenario without its lanes. */
interface Common {
  whyrestart: 1
  title: string
  kubernetes: string
  seed: number
  clock: string
  duration: string
  node: { name: string; ip: string; cpu?: string | undefined; memory?: string | undefined; pods?: number | undefined }
  [field: string]: unknown
}

/** A lane of the page: the scenario's lane and what only the page knows of it. */
export interface LaneDraft {
  /** Stays when the lane is renamed or moved. */
  id: string
  name: string
  muted: boolean
  /** It shows a run beside the others, and nobody has touched it: gone with the page, and in no link. */
  isShown?: true
  /** The fields laid over the scenario's own; `manifests` and `files` are the texts exactly as typed. */
  fields: Readonly<Record<string, unknown>> & {
    manifests?: Readonly<Record<string, string>>
    files?: Readonly<Record<string, string>>
  }
}

/** Times in seconds; a field that cannot be read is left out, and the inputs stay. */
export interface SharedView {
  cursor?: number | undefined
  from?: number | undefined
  to?: number | undefined
  /** A lane's id. */
  lane?: string | undefined
  panel?: Panel | undefined
}

/** The version that is written. */
export const PAYLOAD_VERSION = 2
/** A text is refused above this many characters. */
export const MAX_TEXT = 1_000_000
/** As many lanes as a scenario may have. */
export const MAX_LANES = 16

/** The lane that shows the run behind a verdict comes on top of a person's own, and makes room for the next one. */
export const isProof = (id: string): boolean => id.startsWith('proof-')

/** What is a person's own of a draft: without the runs that are merely shown. */
export function withoutShown(draft: Draft): Draft {
  const lanes = draft.lanes.filter(({ isShown }) => !isShown)
  return lanes.length === draft.lanes.length || lanes.length === 0 ? draft : { ...draft, lanes }
}

const texts = v.record(v.string(), v.pipe(v.string(), v.maxLength(MAX_TEXT)))
const fields = v.looseObject({ manifests: v.optional(texts), files: v.optional(texts) })
const release = v.pipe(
  v.string(),
  v.check(
    (name) => knowsRelease(name),
    ({ input }) => `it is of Kubernetes ${input.slice(0, 20)}, and this whyrestart knows 1.${OLDEST} to 1.${NEWEST}`,
  ),
)
/** Pictures are looked up by it, so that it is no name that every object has. */
const laneId = v.pipe(
  v.string(),
  v.check((id) => !(id in {}), 'one of its lanes has an id that none can have'),
)
export const draftSchema = v.object({
  common: v.looseObject({
    whyrestart: v.literal(1),
    title: v.pipe(v.string(), v.maxLength(500)),
    kubernetes: release,
    seed: v.number(),
    clock: v.string(),
    duration: v.string(),
    node: v.looseObject({ name: v.string(), ip: v.string() }),
  }),
  lanes: v.pipe(
    v.array(v.object({ id: laneId, name: v.pipe(v.string(), v.maxLength(200)), muted: v.boolean(), fields })),
    v.minLength(1),
    v.check(
      (lanes) => lanes.filter((lane) => !isProof(lane.id)).length <= MAX_LANES && lanes.length <= MAX_LANES + 1,
      `it has more than ${MAX_LANES} lanes`,
    ),
    v.check((lanes) => new Set(lanes.map((lane) => lane.id)).size === lanes.length, 'two of its lanes have one id'),
  ),
})

const view = v.fallback(
  v.partial(v.object({ cursor: v.number(), from: v.number(), to: v.number(), lane: v.string(), panel: v.picklist(PANELS) })),
  {},
)

const payload = v.object({ version: v.literal(PAYLOAD_VERSION), draft: draftSchema, view: v.optional(view, {}) })

type Upgrade = (older: Readonly<Record<string, unknown>>) => Record<string, unknown>

/** From each version to the next; a version's upgrader never changes, for links of that version are about. */
const UPGRADES = new Map<number, Upgrade>([
  // the first one did not say its version
  [1, (older) => ({ ...older, version: 2 })],
])

export type ReadResult<T> = { value: T } | { error: string; isLarge?: boolean }

/**
 * What a link's JSON holds, whatever version it is of.
 *
 * Units: seconds.
 * Errors: returned, as what follows "The link can be read, but ".
 */
export function readPayload(value: unknown): ReadResult<Payload> {
  const upgraded = upgrade(value)
  if ('error' in upgraded) return upgraded
  const read = v.safeParse(payload, upgraded.value)
  if (!read.success) return { error: whyNot(read.issues) }
  const { draft, view: looked } = read.output
  return { value: { draft: draft as unknown as Draft, view: looked as SharedView } }
}

/** Brought up to the version of today, step by step. */
function upgrade(value: unknown): ReadResult<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { error: 'it holds no scenario' }
  let current = value as Record<string, unknown>
  for (;;) {
    const version = current['version'] ?? 1
    if (version === PAYLOAD_VERSION) return { value: current }
    const step = UPGRADES.get(version as number)
    if (!step)
      return {
        error:
          typeof version === 'number' && version > PAYLOAD_VERSION
            ? `it was made by a newer whyrestart (version ${version}); this one knows ${PAYLOAD_VERSION}`
            : 'it holds no version that there has been',
      }
    current = step(current)
  }
}

/** The first thing that is wrong with a draft, and where. */
export function whyNot(issues: readonly v.BaseIssue<unknown>[]): string {
  const [issue] = issues
  const isOurs = issue?.kind === 'validation' && issue.type === 'check'
  if (isOurs) return issue.message
  const place = issue?.path?.map(({ key }) => String(key).slice(0, 60)).join('.')
  return place ? `it holds no valid scenario (${place})` : 'it holds no valid scenario'
}

/**
 * A link's fragment, whatever format and version it is of.
 *
 * Units: seconds; `most` is the length of its unpacked text in bytes.
 * Errors: returned as a sentence.
 */
export function readLink(fragment: string, most?: number): ReadResult<Payload> {
  const opened = decodeLink(fragment, most)
  if ('error' in opened) return opened
  const read = readPayload(opened.value)
  return 'error' in read ? { error: `The link can be read, but ${read.error}.` } : read
}

/** The fragment of a link to a draft and a moment of it; undefined where it would be too large to be opened again. */
export function linkOf(draft: Draft, looked: SharedView): string | undefined {
  return encodeLink({ version: PAYLOAD_VERSION, draft, view: looked })
}

/** `1.9` … `1.37`. */
export function knowsRelease(name: string): boolean {
  return OFFERED.includes(name)
}

/** A scenario as its file format writes it, loosely: `parseScenario` judges it. */
export interface Document extends Common {
  lanes: readonly { name: string; [field: string]: unknown }[]
}

/** A file's scenario as the page edits it. */
export function draftOf(document: Document): Draft {
  const { lanes, ...common } = document
  return {
    common: common as Common,
    lanes: lanes.map(({ name, ...own }, index) => ({ id: `lane-${index + 1}`, name, muted: false, fields: own })),
  }
}

/** What the page edits as a file's scenario. */
export function documentOf(draft: Draft): Document {
  return { ...draft.common, lanes: draft.lanes.map(({ name, fields: own }) => ({ name, ...own })) }
}
