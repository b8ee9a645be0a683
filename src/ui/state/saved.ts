import * as v from 'valibot'
import type { State } from './store.ts'

const MAX_SAVED = 4_000_000
/** A page's text is refused above this many characters. */
export const MAX_TEXT = 1_000_000

const texts = v.record(v.string(), v.pipe(v.string(), v.maxLength(MAX_TEXT)))
const fields = v.looseObject({ manifests: v.optional(texts), files: v.optional(texts) })
export const draftSchema = v.object({
  common: v.looseObject({
    whyrestart: v.literal(1),
    title: v.pipe(v.string(), v.maxLength(500)),
    kubernetes: v.pipe(v.string(), v.regex(/^1\.(9|[12]\d|3[0-7])$/)),
    seed: v.number(),
    clock: v.string(),
    duration: v.string(),
    node: v.object({ name: v.string(), ip: v.string() }),
  }),
  lanes: v.pipe(
    v.array(v.object({ id: v.string(), name: v.pipe(v.string(), v.maxLength(200)), muted: v.boolean(), fields })),
    v.minLength(1),
    v.check((lanes) => lanes.filter((lane) => !lane.id.startsWith('proof-')).length <= 16 && lanes.length <= 17),
    v.check((lanes) => new Set(lanes.map((lane) => lane.id)).size === lanes.length),
  ),
})
const time = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(86400))
const view = {
  cursor: time,
  from: time,
  to: time,
  speed: v.pipe(v.number(), v.minValue(1), v.maxValue(600)),
  lane: v.string(),
  panel: v.picklist(['why', 'request', 'terminal', 'events', 'verdicts']),
  file: v.string(),
  theme: v.picklist(['system', 'light', 'dark']),
  weights: v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2))),
}
const caseId = v.picklist(['story', 'today', 'own'])
const saved = v.object({
  version: v.literal(1),
  state: v.object({
    draft: draftSchema,
    caseId,
    shelved: v.object({ story: v.optional(draftSchema), today: v.optional(draftSchema), own: v.optional(draftSchema) }),
    own: v.fallback(v.nullable(draftSchema), null),
  }),
})

/** What was kept, checked field by field: a damaged view is dropped and the inputs stay; damaged inputs are dropped whole. */
export function parseSaved(text: string | null): { state: State; version: number } | null {
  if (text === null || text.length > MAX_SAVED) return null
  let value: unknown
  try {
    value = JSON.parse(text, (key, inner: unknown) => (key === '__proto__' ? undefined : inner))
  } catch {
    return null
  }
  const inputs = v.safeParse(saved, value)
  if (!inputs.success) return null
  const raw = (value as { state: Record<string, unknown> }).state
  const kept: Record<string, unknown> = { ...inputs.output.state }
  for (const [name, schema] of Object.entries(view)) {
    const result = v.safeParse(schema as v.GenericSchema, raw[name])
    if (result.success) kept[name] = result.output
  }
  if (!(Number(kept.from) < Number(kept.to))) {
    delete kept.from
    delete kept.to
  }
  if (!inputs.output.state.draft.lanes.some((lane) => lane.id === kept.lane)) kept.lane = inputs.output.state.draft.lanes[0]!.id
  return { state: kept as unknown as State, version: 1 }
}
