import * as v from 'valibot'
import { own } from '../../manifest/own.ts'
import { parseDuration } from '../../sim/scenario/duration.ts'
import { PANELS } from '../../sim/scenario/panels.ts'

interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown
}

/**
 * In the frame no text becomes code or HTML: its policy makes the browser ask here, and only a script of the page's own host, as its
 * web workers are, is let through. Browsers without Trusted Types go by the rest of the policy.
 */
const { trustedTypes } = globalThis as { trustedTypes?: Policies }
trustedTypes?.createPolicy('default', {
  createScriptURL: (url) => {
    const here = new URL(location.href)
    if (new URL(url, here).origin !== here.origin) throw new TypeError(`${url} is no script of this page`)
    return url
  },
})

const time = v.pipe(
  v.string(),
  v.transform((text) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : parseDuration(text))),
  v.number(),
)
const number = (most: number) => v.pipe(v.string(), v.transform(Number), v.number(), v.minValue(1), v.maxValue(most))

/** What a parameter may hold, by its name. */
const VALUES = {
  theme: v.picklist(['light', 'dark', 'system']),
  /** Seconds. */
  t: time,
  /** The last mark up to this time in the lane, and why it is there; seconds. */
  select: time,
  speed: number(600),
  /** A line of the file, and what it has caused. */
  line: v.pipe(number(1_000_000), v.integer()),
  /** The places of the lanes that are shown, from 1; all of them where it is left out. */
  lanes: v.pipe(
    v.string(),
    v.regex(/^[1-9]\d?(,[1-9]\d?)*$/),
    v.transform((text): readonly number[] => text.split(',').map(Number)),
  ),
  /** A lane's name. */
  lane: v.string(),
  /** Opens Files with this one. */
  file: v.pipe(v.string(), v.nonEmpty()),
  panel: v.picklist(PANELS),
}
type ParamValues = { [K in keyof typeof VALUES]?: v.InferOutput<(typeof VALUES)[K]> }

export const PARTS = ['title', 'playback', 'why', 'files'] as const
export type EmbedPart = (typeof PARTS)[number]

/** What a page that embeds this one can say in the frame's address; the scenario itself is in the fragment. */
export interface EmbedParams extends ParamValues {
  theme: NonNullable<ParamValues['theme']>
  hide: ReadonlySet<EmbedPart>
  legend: boolean
  /** Nothing runs before somebody asks for it. */
  poster: boolean
  /** What was given and means nothing; shown with `debug`. */
  unknown: readonly string[]
  debug: boolean
}

/** With or without a value. */
const FLAGS = ['readonly', 'legend', 'debug', 'poster']

/**
 * The address's parameters: `readonly`, `poster`, `hide=title,playback,why,files`, `theme`, `t` and `select` (`7m` or seconds), `speed`,
 * `lane`, `lanes=1,2`, `legend`, `panel`, `file`, `line`, `debug`. What is unknown or cannot be read is left out and listed.
 */
export function parseParams(search: string): EmbedParams {
  const unknown: string[] = []
  const hide = new Set<EmbedPart>()
  const values: Record<string, unknown> = { theme: 'system' }
  const query = new URLSearchParams(search)
  for (const [name, value] of query) {
    if (name === 'hide') {
      for (const text of value.split(',')) {
        const part = PARTS.find((part) => part === text)
        if (part) hide.add(part)
        else unknown.push(`hide=${text}`)
      }
    } else if (!FLAGS.includes(name)) {
      const schema = own<v.GenericSchema>(VALUES, name)
      const read = schema && v.safeParse(schema, value)
      if (read?.success) values[name] = read.output
      else unknown.push(value ? `${name}=${value}` : name)
    }
  }
  const flags = { debug: query.has('debug'), legend: query.has('legend'), poster: query.has('poster') }
  return { ...(values as Pick<EmbedParams, keyof ParamValues>), hide, unknown, ...flags }
}
