import { copyOf } from '../apiserver/pki.ts'
import type { Action, FileAction } from '../scenario/inputs.ts'

/** Where kubeadm has the kubelet look. */
export const MANIFEST_DIRECTORY = '/etc/kubernetes/manifests'

/** Whether the kubelet passes over a file of its manifests for its name. Follows: pkg/kubelet/config/file_linux.go (v1.36). */
export const isHidden = (name: string): boolean => name.startsWith('.')

/** What becomes of a file: its text from now on, or that it is gone; or why nothing does. */
export type FileChange = { file: string; text?: string; note?: undefined } | { note: string }

/** Whether an action is one on a file. */
export function changesFile(action: Action): action is Action & FileAction {
  return 'write' in action || 'edit' in action || 'spoil' in action || 'copy' in action || 'remove' in action
}

/**
 * What an action does to the files as they are now; all of them by absolute path.
 *
 * Errors: returned as a note: a file, or a text in it, that is not there.
 * Follows: cp(1), rm(1) and an editor are what a person would use.
 */
export function fileChange(action: FileAction, textOf: (file: string) => string | undefined): FileChange {
  if ('write' in action) return { file: hostPath(action.write), text: action.content }
  const file = hostPath('edit' in action ? action.edit : 'spoil' in action ? action.spoil : 'copy' in action ? action.copy : action.remove)
  const text = textOf(file) ?? ('copy' in action ? copyOf(file) : undefined)
  if (text === undefined) return { note: 'There is no such file.' }
  if ('copy' in action) return { file: hostPath(action.to), text }
  if ('remove' in action) return { file }
  if ('spoil' in action) return { file, text: spoiled(text) }
  const from = text.indexOf(action.find)
  if (from < 0) return { note: 'The text is not there.' }
  return { file, text: text.slice(0, from) + action.replace + text.slice(from + action.find.length) }
}

/** A file's absolute path: a bare name is one of the static-pod directory. */
export function hostPath(file: string): string {
  return file.startsWith('/') ? file : `${MANIFEST_DIRECTORY}/${file}`
}

/**
 * The name of a file of the static-pod directory; undefined for any other, those in its subdirectories included, which the kubelet
 * does not read.
 *
 * Follows: pkg/kubelet/config/file.go, extractFromDir (v1.37.2).
 */
export function manifestName(path: string): string | undefined {
  const inside = `${MANIFEST_DIRECTORY}/`
  return path.startsWith(inside) && !path.includes('/', inside.length) ? path.slice(inside.length) : undefined
}

/** A file as a scenario names it: one of the static-pod directory by its bare name. */
export function inDirectory(path: string): string {
  return manifestName(path) ?? path
}

/** A slip of the hand: the first list or object below `containers:`, or below any key, has lost its colon; else half the text is lost. */
function spoiled(text: string): string {
  const slip = [/^( *-? *containers):[ \t]*$/m, /^([ \w-]+):[ \t]*$/m].find((colon) => colon.test(text))
  return slip ? text.replace(slip, '$1') : text.slice(0, Math.floor(text.length / 2))
}
