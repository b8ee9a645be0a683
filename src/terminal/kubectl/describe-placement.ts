import { byCharacter } from '../../manifest/own.ts'
import { type Fields, fields, list } from '../../sim/apiserver/objects/json.ts'
import type { Release } from '../../sim/release/release.ts'
import { sortedEntries } from '../text/columns.ts'
import { word } from './describe-volume.ts'

/** Lines below each other behind a title. */
export function multiline(lines: readonly string[]): string {
  return lines.length ? `${lines.join('\n\t')}\n` : '<none>\n'
}

export function pairs(values: Readonly<Record<string, string>>, sign: string): string[] {
  return sortedEntries(values).map(([key, value]) => `${key}${sign}${value}`)
}

/**
 * What a pod tolerates, a line each.
 *
 * Follows: staging/src/k8s.io/kubectl/pkg/describe/describe.go, printTolerationsMultilineWithIndent (v1.36.0).
 */
export function tolerations(all: readonly Fields[], { tolerationOp }: Release): string[] {
  return all
    .toSorted((a, b) => byCharacter(word(a['key']), word(b['key'])))
    .map(({ key, value, effect, operator, tolerationSeconds }) => {
      const what = `${word(key)}${word(value) && `=${word(value)}`}${word(effect) && `:${word(effect)}`}`
      const exists = tolerationOp && operator === 'Exists' && !word(value) ? `${what === '' ? '' : ' '}op=Exists` : ''
      return `${what}${exists}${tolerationSeconds === undefined ? '' : ` for ${word(tolerationSeconds)}s`}`
    })
}

/** Over what a pod's kind is to be spread. Follows: the same file, describeTopologySpreadConstraints. */
export function spread(all: readonly Fields[]): string {
  if (!all.length) return ''
  const lines = all
    .toSorted((a, b) => byCharacter(word(a['topologyKey']), word(b['topologyKey'])))
    .map(({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }) => {
      const selector = labelSelector === undefined ? '' : ` for selector ${selectorText(fields(labelSelector))}`
      return `${word(topologyKey)}:${word(whenUnsatisfiable)} when max skew ${word(maxSkew)} is exceeded${selector}`
    })
  return `Topology Spread Constraints:\t${multiline(lines)}`
}

/** Follows: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go, FormatLabelSelector; labels/selector.go, Requirement.String. */
function selectorText({ matchLabels, matchExpressions }: Fields): string {
  const equal = Object.entries(fields(matchLabels)).map(([key, value]) => ({ key, text: `${key}=${word(value)}` }))
  const others = list(matchExpressions)
    .map(fields)
    .map(({ key, operator, values }) => {
      const among = `(${list(values).map(word).toSorted(byCharacter).join(',')})`
      const name = word(key)
      const texts = { In: `${name} in ${among}`, NotIn: `${name} notin ${among}`, Exists: name, DoesNotExist: `!${name}` }
      return { key: name, text: texts[operator as keyof typeof texts] }
    })
  const all = [...equal, ...others].toSorted((a, b) => byCharacter(a.key, b.key)).map(({ text }) => text)
  return all.join(',') || '<none>'
}
