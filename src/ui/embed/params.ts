import { parseDuration } from '../../sim/scenario/duration.ts'

/** What a page that embeds this one can say in the frame's address; the scenario itself is in the fragment. */
export interface EmbedParams {
  hide: ReadonlySet<Part>
  theme: 'system' | 'light' | 'dark'
  /** Seconds. */
  t?: number
  speed?: number
  /** A lane's name. */
  lane?: string
  /** What was given and means nothing; shown with `debug`. */
  unknown: readonly string[]
  debug: boolean
}

export const PARTS = ['title', 'playback', 'why', 'files'] as const
export type Part = (typeof PARTS)[number]

/**
 * The address's parameters: `readonly`, `hide=title,playback,why,files`, `theme`, `t` (`7m` or seconds), `speed`, `lane`, `debug`.
 * What is unknown or cannot be read is left out and listed.
 */
export function parseParams(search: string): EmbedParams {
  const unknown: string[] = []
  const hide = new Set<Part>()
  const params: { theme: EmbedParams['theme']; t?: number; speed?: number; lane?: string } = { theme: 'system' }
  const query = new URLSearchParams(search)
  for (const [name, value] of query) {
    const miss = (): unknown => unknown.push(value ? `${name}=${value}` : name)
    if (name === 'hide') {
      for (const part of value.split(',')) {
        if (isPart(part)) hide.add(part)
        else unknown.push(`hide=${part}`)
      }
    } else if (name === 'theme' && (value === 'light' || value === 'dark' || value === 'system')) params.theme = value
    else if (name === 't') {
      const t = /^\d+(\.\d+)?$/.test(value) ? Number(value) : parseDuration(value)
      if (t === undefined) miss()
      else params.t = t
    } else if (name === 'speed') {
      const speed = Number(value)
      if (speed >= 1 && speed <= 600) params.speed = speed
      else miss()
    } else if (name === 'lane') params.lane = value
    else if (name !== 'readonly' && name !== 'debug') miss()
  }
  return { hide, ...params, unknown, debug: query.has('debug') }
}

function isPart(name: string): name is Part {
  return (PARTS as readonly string[]).includes(name)
}
