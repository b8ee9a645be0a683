import { parseScenario } from '../sim/scenario/scenario.ts'
import { simulate } from '../sim/simulate.ts'
import type { Trace } from '../sim/trace/trace.ts'
import { ask } from '../terminal/terminal.ts'

/** The pod `web` of one container, `main`, as it has run by a time, and what that release's kubectl prints of it then. Throws what is wrong with it. */
export function restartedPod(
  kubernetes: string,
  at: number,
  { container = '', rest = '' }: { container?: string; rest?: string },
): { trace: Trace; print: (command: string) => string } {
  const { scenario, diagnostics } = parseScenario(`whyrestart: 1
kubernetes: "${kubernetes}"
duration: 10m
manifests:
  web.yaml: |
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      containers:
      - name: main
        image: registry.example.com/web:1
${container === '' ? '' : container.replaceAll(/^/gm, '        ')}
${rest}
`)
  if (diagnostics?.length) throw new Error(diagnostics.map(({ path, message }) => `${path}: ${message}`).join('\n'))
  const { inputs } = scenario!.lanes[0]!
  const trace = simulate(inputs)
  const print = (command: string): string => {
    const { stdout, stderr } = ask(command, { inputs, trace, at, simulate })
    if (stderr !== '') throw new Error(stderr)
    return stdout
  }
  return { trace, print }
}
