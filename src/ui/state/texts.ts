import type { Texts } from '../../lessons/change.ts'
import type { Draft, LaneDraft } from '../../share/payload.ts'

/** All texts of a lane, its own laid over those that all lanes share, by file; null takes one away. */
export function textsOfLane({ common }: Draft, { fields }: LaneDraft): Texts {
  const of = (place: 'manifests' | 'files'): [string, string][] => {
    const shared = (common[place] as Readonly<Record<string, string | null>> | undefined) ?? {}
    const laid = new Map([...Object.entries(shared), ...Object.entries<string | null>(fields[place] ?? {})])
    return [...laid].filter((entry): entry is [string, string] => entry[1] !== null)
  }
  return Object.fromEntries([...of('files'), ...of('manifests')])
}
