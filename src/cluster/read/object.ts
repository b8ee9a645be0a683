import { isObject } from '../../manifest/go/go-json.ts'
import { child, children, text as textOf, type Tree } from '../../manifest/tree.ts'
import { readYaml } from '../../manifest/yaml/read.ts'
import { count, type Facts } from '../facts.ts'
import { readEvent } from './event.ts'
import { readPod } from './pod.ts'
import type { Segment } from './segments.ts'

const MOST_ITEMS = 5000

/**
 * An object as `kubectl get -o yaml` or `-o json` prints it, or a list of them: Pods, Events and Nodes are read.
 *
 * Units: lines count from 1. Errors: a sentence among `facts.troubles`, with the line.
 */
export function readObjects({ is, text, line }: Segment, facts: Facts): void {
  const lines = text.split('\n').filter((one) => one.trim() !== '').length
  const read = parse(is, text)
  if ('problem' in read) {
    facts.troubles.push(
      `The ${is === 'json' ? 'JSON' : 'YAML'} from line ${line} on cannot be read: ${read.problem}; allowed: what kubectl get prints with -o yaml or -o json, whole.`,
    )
    facts.lines.unused += lines
    return
  }
  const objects = itemsOf(read.value)
  const used = objects.slice(0, MOST_ITEMS).map((object) => take(object, line, facts))
  if (objects.length > MOST_ITEMS) facts.troubles.push(`The list from line ${line} on has ${objects.length} items: ${MOST_ITEMS} are read.`)
  const share = used.length === 0 ? 0 : used.filter(Boolean).length / used.length
  facts.lines.used += Math.round(lines * share)
  facts.lines.unused += lines - Math.round(lines * share)
  if (objects.length === 0) count(facts.passedOver, 'a list without items')
}

function parse(is: Segment['is'], text: string): { value: Tree | undefined } | { problem: string } {
  if (is === 'json') {
    try {
      const value: unknown = JSON.parse(text)
      // a bare list of objects is what jq leaves
      return {
        value: Array.isArray(value) ? ({ items: value } as unknown as Tree) : isObject(value as never) ? (value as Tree) : undefined,
      }
    } catch {
      // flow YAML begins so too
    }
  }
  const { value, problem } = { value: undefined, problem: undefined, ...readYaml(text, { yamlScannerLine: 'exact' }) }
  if (problem) return { problem: problem.text.replace(/^yaml: /, '').replace(/^line (\d+): /, 'its line $1: ') }
  return { value: isObject(value ?? null) ? (value as unknown as Tree) : undefined }
}

function itemsOf(value: Tree | undefined): Tree[] {
  if (!value) return []
  if (value['items'] === undefined) return [value]
  const kind = textOf(value, 'kind').replace(/List$/, '')
  return children(value, 'items').map((item) => (item['kind'] === undefined && kind !== '' ? ({ kind, ...item } as Tree) : item))
}

/** Whether it tells anything that is used. */
function take(object: Tree, line: number, facts: Facts): boolean {
  const kind = textOf(object, 'kind') || (child(object, 'involvedObject') || child(object, 'regarding') ? 'Event' : '')
  if (kind === 'Pod') return readPod(object, facts)
  if (kind === 'Event') return readEvent(object, line, facts)
  if (kind === 'Node') return readNode(object, facts)
  count(facts.passedOver, kind === '' ? 'an object without a kind' : kind.slice(0, 60))
  return false
}

/** Its kubelet's release, and its address. */
function readNode(node: Tree, facts: Facts): boolean {
  const status = child(node, 'status')
  const info = status && child(status, 'nodeInfo')
  const name = textOf(child(node, 'metadata') ?? {}, 'name')
  const ip = status && children(status, 'addresses').find((one) => textOf(one, 'type') === 'InternalIP')
  takeRelease(info ? textOf(info, 'kubeletVersion') : '', `the node ${name} runs its kubelet`, facts)
  facts.node ??= { ...(name ? { name } : {}), ...(ip ? { ip: textOf(ip, 'address') } : {}) }
  return info !== undefined
}

/** `v1.29.3`, `v1.24.7-gke.900`, `1.27`. */
export function takeRelease(text: string, from: string, facts: Facts): void {
  const minor = /^v?1\.(\d{1,2})\b/.exec(text)?.[1]
  if (minor !== undefined) facts.release ??= { name: `1.${minor}`, from: `${from} at ${text.slice(0, 40)}` }
}
