import { child, children, text as textOf, textMap, type Tree } from '../../manifest/tree.ts'
import { count, type Facts } from '../facts.ts'
import { podFor } from './reading.ts'

/** What `/api/v1/query` and `/api/v1/query_range` of a Prometheus answer. */
export const isPrometheus = (value: Tree): boolean => /^(?:vector|matrix)$/.test(textOf(child(value, 'data') ?? {}, 'resultType'))

/** A sample as a Prometheus writes it: `kube_pod_container_status_restarts_total{pod="web-0",container="web"} 12`. */
export const SAMPLE = /^\s*(?:(\w+))?\{([^}]*\bpod="[^}]*)\}\s+(?:=>\s*)?(-?[\d.e+]+)(?:\s+@?\[?[\d.]+\]?)?\s*$/

export function readPrometheus(value: Tree, line: number, facts: Facts): boolean {
  const results = children(child(value, 'data') ?? {}, 'result')
  const used = results.map((result) => {
    const labels = textMap(result, 'metric')
    const values = Array.isArray(result['values']) ? result['values'] : [result['value']]
    const numbers = values.flatMap((pair) => (Array.isArray(pair) ? [Number(pair[1])] : []))
    return sample(labels, numbers, line, facts)
  })
  return used.some(Boolean)
}

export function sampleRow(text: string, line: number, facts: Facts): boolean {
  const [, name = '', inner = '', value = ''] = SAMPLE.exec(text) ?? []
  if (value === '') return false
  const labels = Object.fromEntries([...inner.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, said]) => [key!, said!]))
  return sample({ ...labels, ...(name === '' ? {} : { __name__: name }) }, [Number(value)], line, facts)
}

function sample(labels: Readonly<Record<string, string>>, values: readonly number[], line: number, facts: Facts): boolean {
  const { pod = '', container = '', namespace = '', reason = '' } = labels
  const name = labels['__name__'] ?? 'kube_pod_container_status_restarts_total'
  const last = values.at(-1)
  if (pod === '' || last === undefined || !Number.isFinite(last)) return false
  count(facts.seen, 'metrics')
  if (/memory_(?:working_set|usage|rss)/.test(name)) {
    facts.usage.push({ pod, ...(container === '' ? {} : { container }), memory: `${Math.round(Math.max(...values) / 1_048_576)}Mi` })
    return true
  }
  const own = podFor(facts, pod, namespace, 'metrics')
  own.line = line
  const known = own.containers.get(container || 'main') ?? { name: container || 'main', isInit: /init_container/.test(name) }
  own.containers.set(known.name, known)
  if (/restarts_total$/.test(name)) {
    known.restarts = Math.max(known.restarts ?? 0, Math.round(last))
    known.line = line
  } else if (/last_terminated_reason$/.test(name) && last > 0)
    known.lastState = { is: 'terminated', reason, line, ...(reason === 'OOMKilled' ? { exitCode: 137 } : {}) }
  else if (/last_terminated_exitcode$/.test(name)) known.lastState = { ...known.lastState, is: 'terminated', exitCode: last, line }
  else if (/status_waiting_reason$/.test(name) && last > 0) known.state = { is: 'waiting', reason, line }
  else return false
  return true
}
