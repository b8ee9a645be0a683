import { type Tree, child, children, flag, text } from './tree.ts'
import type { EnvSource, EnvVar, Volume, VolumeReference } from './types.ts'

/** What a pod takes from objects of the API, and from itself: volumes and environment variables. */

/** A volume, and the Secrets and ConfigMaps that it is made of. */
export function volumeOf(raw: Tree): Volume {
  const hostPath = child(raw, 'hostPath')
  const sources = children(child(raw, 'projected') ?? {}, 'sources')
  return {
    name: text(raw, 'name'),
    ...(hostPath ? { hostPath: { path: text(hostPath, 'path'), type: text(hostPath, 'type') } } : {}),
    ...(child(raw, 'emptyDir') ? { isEmptyDir: true as const } : {}),
    references: [
      ...referencesIn(raw, ''),
      ...sources.flatMap((source, i) => referencesIn(source, `projected.sources[${i}].`, child(raw, 'projected'))),
    ],
  }
}

/** `whole`: what has their mode, where that is not each of them. */
function referencesIn(raw: Tree, before: string, whole?: Tree): VolumeReference[] {
  return (['secret', 'configMap'] as const).flatMap((field): VolumeReference[] => {
    const source = child(raw, field)
    if (!source) return []
    const items = children(source, 'items').map((item) => ({ key: text(item, 'key'), path: text(item, 'path'), ...modeOf(item, 'mode') }))
    return [
      {
        kind: KINDS[field],
        name: text(source, 'secretName') || text(source, 'name'),
        optional: flag(source, 'optional'),
        ...(items.length > 0 ? { items } : {}),
        at: `${before}${field}`,
        ...modeOf(whole ?? source, 'defaultMode'),
      },
    ]
  })
}

function modeOf(raw: Tree, field: string): { mode?: number } {
  const mode = raw[field]
  return typeof mode === 'number' ? { mode } : {}
}

const KINDS = { secret: 'Secret', configMap: 'ConfigMap' } as const

/** An environment variable. */
export function envOf(raw: Tree): EnvVar {
  const from = child(raw, 'valueFrom')
  const field = from && child(from, 'fieldRef')
  const secret = from && child(from, 'secretKeyRef')
  const key = secret ?? (from && child(from, 'configMapKeyRef'))
  return {
    name: text(raw, 'name'),
    value: text(raw, 'value'),
    ...(field ? { fieldPath: text(field, 'fieldPath') } : {}),
    ...(key
      ? {
          key: {
            kind: secret ? ('Secret' as const) : ('ConfigMap' as const),
            name: text(key, 'name'),
            key: text(key, 'key'),
            optional: flag(key, 'optional'),
          },
        }
      : {}),
  }
}

/** The objects of which all keys become variables. */
export function envFromOf(raw: Tree): EnvSource[] {
  return (['secretRef', 'configMapRef'] as const).flatMap((field): EnvSource[] => {
    const source = child(raw, field)
    if (!source) return []
    const kind = field === 'secretRef' ? 'Secret' : 'ConfigMap'
    return [{ kind, name: text(source, 'name'), prefix: text(raw, 'prefix'), optional: flag(source, 'optional') }]
  })
}
