import * as v from 'valibot'
import { draftSchema, PANELS } from '../../share/payload.ts'
import type { State } from './store.ts'

const MAX_SAVED = 4_000_000
const time = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(86400))
const view = {
  cursor: time,
  from: time,
  to: time,
  speed: v.pipe(v.number(), v.minValue(1), v.maxValue(600)),
  lane: v.string(),
  panel: v.picklist(PANELS),
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
