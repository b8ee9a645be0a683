import { filesAt } from '../../sim/trace/moment.ts'
import { HOST_FILES } from '../node/host-files.ts'
import type { Context } from './output.ts'

/** Where a shell begins: its home is there. */
export const HOME = '/root'

/**
 * A path as typed, from where the shell is.
 *
 * Units: none. Errors: none; above the root is the root. Follows: POSIX.1, pathname resolution.
 */
export function absolute({ directory }: Pick<Context, 'directory'>, path: string): string {
  const out: string[] = []
  for (const part of (path.startsWith('/') ? path : `${directory}/${path}`).split('/')) {
    if (part === '..') out.pop()
    else if (part !== '' && part !== '.') out.push(part)
  }
  return `/${out.join('/')}`
}

/**
 * A file's text; undefined where the scenario has none at that path.
 *
 * Units: none. Errors: none. Follows: nothing upstream.
 */
export function textAt(context: Context, path: string): string | undefined {
  return filesAt(context).get(absolute(context, path))
}

/**
 * All paths that there are, the scenario's and those that kubeadm left, with their directories.
 *
 * Units: none. Errors: none. Follows: nothing upstream.
 */
export function pathsAt(context: Pick<Context, 'inputs' | 'at'>): Set<string> {
  const out = new Set<string>(['/', '/tmp', HOME, '/etc/kubernetes/manifests'])
  for (const file of [...filesAt(context).keys(), ...HOST_FILES])
    for (let path = file; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) out.add(path)
  return out
}

/**
 * Whether a path is a directory.
 *
 * Units: none. Errors: none. Follows: nothing upstream.
 */
export function isDirectory(context: Context, path: string): boolean {
  const there = absolute(context, path)
  return pathsAt(context).has(there) && !filesAt(context).has(there) && !HOST_FILES.includes(there)
}
