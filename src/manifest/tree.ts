import { isRecord } from './own.ts'
import { isList } from './go/go-json.ts'
import { newObject } from './yaml/decode-yaml.ts'
import type { Json } from './yaml/resolve.ts'

/** A decoded object that defaults may still be written into. */
export type ObjectTree = Record<string, Json>

/** The string there; empty where there is none, as in Go. */
export function text(of: ObjectTree, name: string): string {
  const value = of[name]
  return typeof value === 'string' ? value : ''
}

/** The number there; 0 where there is none, as in Go. */
export function number(of: ObjectTree, name: string): number {
  const value = of[name]
  return typeof value === 'number' ? value : 0
}

/** Is it true there? */
export function flag(of: ObjectTree, name: string): boolean {
  return of[name] === true
}

/** The object there, which may be written into. */
export function child(of: ObjectTree, name: string): ObjectTree | undefined {
  const value = of[name]
  return isRecord(value) ? (value as ObjectTree) : undefined
}

/** The object there, or an empty one. */
export function childOrEmpty(of: ObjectTree, name: string): ObjectTree {
  return child(of, name) ?? newObject()
}

/** The objects of the list there; none where there is no list. */
export function children(of: ObjectTree, name: string): ObjectTree[] {
  const value = of[name]
  return isList(value) ? value.filter(isRecord).map((jsonObject) => jsonObject as ObjectTree) : []
}

/** The containers of a pod's spec, list after list, each with its path. */
export function containersIn(
  spec: ObjectTree,
  lists = ['initContainers', 'containers'],
): (readonly [container: ObjectTree, path: string])[] {
  return lists.flatMap((list) => children(spec, list).map((container, i) => [container, `spec.${list}[${i}]`] as const))
}

/** The strings of the list there. */
export function texts(of: ObjectTree, name: string): string[] {
  const value = of[name]
  return isList(value) ? value.map((item) => (typeof item === 'string' ? item : '')) : []
}

/** The map of strings there. */
export function textMap(of: ObjectTree, name: string): Record<string, string> {
  const map = Object.entries(childOrEmpty(of, name))
  return Object.fromEntries(map.map(([key, value]) => [key, typeof value === 'string' ? value : '']))
}
