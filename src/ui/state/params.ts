import { parseDuration } from '../../sim/scenario/duration.ts'
import { type Panel, PANELS } from '../../sim/scenario/panels.ts'

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

/** What a page that embeds this one can say in the frame's address; the scenario itself is in the fragment. */
export interface EmbedParams {
  hide: ReadonlySet<EmbedPart>
  theme: 'system' | 'light' | 'dark'
  /** Seconds. */
  t?: number
  speed?: number
  /** A lane's name. */
  lane?: string
  panel?: Panel
  /** Opens Files with this one. */
  file?: string
  /** A line of it, and what it has caused. */
  line?: number
  /** The last mark up to this time in the lane, and why it is there; seconds. */
  select?: number
  /** The places of the lanes that are shown, from 1; all of them where it is left out. */
  lanes?: readonly number[]
  legend: boolean
  /** Nothing runs before somebody asks for it. */
  poster: boolean
  /** What was given and means nothing; shown with `debug`. */
  unknown: readonly string[]
  debug: boolean
}

export const PARTS = ['title', 'playback', 'why', 'files'] as const
export type EmbedPart = (typeof PARTS)[number]

type ParamValues = Pick<EmbedParams, 'theme' | 'lanes' | 't' | 'speed' | 'lane' | 'panel' | 'file' | 'line' | 'select'>

/** Each takes one parameter's value; false where it means nothing. */
const TAKE: Readonly<Record<string, (value: string, into: ParamValues) => boolean>> = {
  theme: (value, into) => {
    const isOne = value === 'light' || value === 'dark' || value === 'system'
    if (isOne) into.theme = value
    return isOne
  },
  t: (value, into) => takeTime(value, (t) => (into.t = t)),
  select: (value, into) => takeTime(value, (t) => (into.select = t)),
  speed: (value, into) => takeNumber(value, 600, (speed) => (into.speed = speed)),
  line: (value, into) => Number.isInteger(Number(value)) && takeNumber(value, 1_000_000, (line) => (into.line = line)),
  lanes: (value, into) => {
    const isList = /^[1-9]\d?(,[1-9]\d?)*$/.test(value)
    if (isList) into.lanes = value.split(',').map(Number)
    return isList
  },
  lane: (value, into) => ((into.lane = value), true),
  file: (value, into) => {
    if (value !== '') into.file = value
    return value !== ''
  },
  panel: (value, into) => {
    const panel = PANELS.find((panel) => panel === value)
    if (panel) into.panel = panel
    return panel !== undefined
  },
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
  const values: ParamValues = { theme: 'system' }
  const query = new URLSearchParams(search)
  for (const [name, value] of query) {
    if (name === 'hide') {
      for (const part of value.split(',')) {
        if (isPart(part)) hide.add(part)
        else unknown.push(`hide=${part}`)
      }
    } else if (!FLAGS.includes(name) && !(Object.hasOwn(TAKE, name) && TAKE[name]!(value, values)))
      unknown.push(value ? `${name}=${value}` : name)
  }
  return { hide, ...values, unknown, debug: query.has('debug'), legend: query.has('legend'), poster: query.has('poster') }
}

function takeTime(value: string, take: (t: number) => void): boolean {
  const t = /^\d+(\.\d+)?$/.test(value) ? Number(value) : parseDuration(value)
  if (t !== undefined) take(t)
  return t !== undefined
}

function takeNumber(value: string, most: number, take: (number: number) => void): boolean {
  const number = Number(value)
  const isOne = number >= 1 && number <= most
  if (isOne) take(number)
  return isOne
}

function isPart(name: string): name is EmbedPart {
  return (PARTS as readonly string[]).includes(name)
}
