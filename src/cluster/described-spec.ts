import { child, children, text as textOf, type Tree } from '../manifest/tree.ts'
import { containerNamed, type EventFacts } from './facts.ts'
import { withPortNames } from './port-names.ts'

/** Nobody says which one it is. */
export const UNTOLD_HOOK = ['/bin/false']

/**
 * What a description leaves out of a spec and events tell of: names of ports, and that there is a postStart hook.
 *
 * Errors: none; `untold` says what was assumed.
 */
export function completed(described: Tree, events: readonly EventFacts[]): { tree: Tree; untold: string[] } {
  const { tree, untold } = withPortNames(described, events)
  const spec = child(tree, 'spec') ?? ({} as Tree)
  const hooked = children(spec, 'containers').filter((container) => hasFailedHook(events, textOf(container, 'name')))
  if (hooked.length === 0) return { tree, untold }
  const containers = children(spec, 'containers').map((container) =>
    hooked.includes(container)
      ? ({ ...container, lifecycle: { postStart: { exec: { command: UNTOLD_HOOK } } } } as unknown as Tree)
      : container,
  )
  return {
    tree: { ...tree, spec: { ...spec, containers } } as unknown as Tree,
    untold: [
      ...untold,
      ...hooked.map(
        (one) => `What the postStart hook of ${textOf(one, 'name')} does: no text has it, and a command that fails is assumed.`,
      ),
    ],
  }
}

/** Of a container whose name no Event has it is the only one’s. */
export function hasFailedHook(events: readonly EventFacts[], name: string): boolean {
  const named = events.map(({ container, message }) => container ?? containerNamed(message)).filter((one) => one !== undefined)
  return events.some(({ reason, container }) => reason === 'FailedPostStartHook' && (container ?? named[0] ?? name) === name)
}
