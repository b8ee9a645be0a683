import type { Container } from '../../manifest/types.ts'

/**
 * A text with its `$(VAR)` put in: one that is not known stays, and `$$` is a dollar.
 *
 * Follows: third_party/forked/golang/expansion/expand.go (v1.36.2).
 */
export function expand(text: string, known: (name: string) => string | undefined): string {
  if (!text.includes('$')) return text
  return text.replaceAll(/\$(?:\$|\(([^)]*)\))/g, (whole, name: string | undefined) => (name === undefined ? '$' : (known(name) ?? whole)))
}

/**
 * A probe's command: of the container's variables those that the manifest gives a value, any other of them is empty.
 *
 * Follows: pkg/kubelet/container/helpers.go, ExpandContainerCommandOnlyStatic (v1.36.2).
 */
export function expandedStatic(command: readonly string[], { env }: Container): readonly string[] {
  const values = new Map(env.map(({ name, value }) => [name, value]))
  return command.map((word) => expand(word, (name) => values.get(name)))
}
