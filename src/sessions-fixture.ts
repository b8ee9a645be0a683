import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kubeadmPlane } from './cases/kubeadm-plane.ts'
import { parseScenario } from './sim/scenario/scenario.ts'
import { simulate } from './sim/simulate.ts'
import { parseDuration } from './sim/scenario/duration.ts'
import { ask } from './terminal/terminal.ts'

// Whole sessions as a terminal shows them. A head names the lane's release, the time and, where it is not the shop's, the scenario, `$` a command, and what stands below it is all that it
// prints: `! ` before a line on stderr, and in brackets its exit code, what it does to the run, and what comes later. What a terminal knows is cut, and no object has a
// version. After a change that
// is meant, WRITE_SESSIONS=1 writes what is printed now; the difference wants to be read against what the real programs print.

const FOLDER = join(import.meta.dirname, 'terminal/sessions')

/** A scenario, `NAME.yaml`, with a plane of kubeadm's where it has no kube-apiserver of its own. */
function lane(kubernetes: string, name: string) {
  const pods = readFileSync(join(FOLDER, `${name}.yaml`), 'utf8')
  const plane = JSON.stringify({ whyrestart: 1, kubernetes, manifests: kubeadmPlane(kubernetes, { node: 'Master' }) })
  const { scenario, diagnostics } = parseScenario(pods.replace('kubernetes: "1.37"', `kubernetes: "${kubernetes}"`))
  if (diagnostics) throw new Error(JSON.stringify(diagnostics))
  const { inputs } = scenario!.lanes[0]!
  const planes = 'kube-apiserver.yaml' in inputs.manifests ? {} : parseScenario(plane).scenario!.lanes[0]!.inputs.manifests
  const own = { ...inputs, manifests: { ...planes, ...inputs.manifests } }
  return { inputs: own, trace: simulate(own), simulate }
}

const lanes = new Map<string, ReturnType<typeof lane>>()
const laneOf = (kubernetes: string, name: string) =>
  lanes.get(name + kubernetes) ?? lanes.set(name + kubernetes, lane(kubernetes, name)).get(name + kubernetes)!

/** All that a command prints, as a session shows it. */
export function printed(kubernetes: string, at: number, command: string, scenario = 'shop'): string {
  const { stdout, stderr, exit, actions, tookSeconds, edit, later, until } = ask(command, { ...laneOf(kubernetes, scenario), at })
  const notes = {
    ...(exit === 0 ? {} : { exit }),
    ...(tookSeconds === undefined ? {} : { took: Number(tookSeconds.toFixed(3)) }),
    ...(actions ? { does: actions } : {}),
    ...(edit ? { edits: edit.file } : {}),
    ...(later ? { later } : {}),
    ...(until === undefined ? {} : { until }),
  }
  const lines = (text: string, before: string) =>
    text
      .replace(/\n$/, '')
      .replace(/("?resourceVersion"?: )"\d+"/g, '$1"N"')
      .replace(/This terminal knows: .*/g, 'This terminal knows: …')
      .replace(/^/gm, before)
  return [
    ...(stdout === '' ? [] : [stdout.endsWith('\n') ? lines(stdout, '') : `${stdout}⏎`]),
    ...(stderr === '' ? [] : [lines(stderr, '! ')]),
    ...Object.entries(notes).map(([name, value]) => `[${name} ${JSON.stringify(value)}]`),
  ].join('\n')
}

/** The commands of a folder's sessions: release, seconds, command, what stands below it, and the scenario. */
export function sessionsOf(folder: string): [release: string, at: number, command: string, expected: string, scenario: string][] {
  const sessions: { name: string; head: string; rows: [string, number, string, string, string][] }[] = readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .split(/^## /m)
        .slice(1)
        .map((text) => {
          const [head = '', ...commands] = text.split(/\n+^\$ /m)
          const [, kubernetes = '', time = '', scenario = 'shop'] = /^(\S+) at (\S+)(?: of (\S+))?/.exec(head)!
          const at = parseDuration(time)!
          const rows = commands.map((row): [string, number, string, string, string] => {
            const [command = '', expected = ''] = row.trimEnd().split(/\n([^]*)/, 2)
            return [kubernetes, at, command, expected, scenario]
          })
          return { name, head: head.trim(), rows }
        }),
    )
  if (process.env['WRITE_SESSIONS'])
    for (const name of new Set(sessions.map((session) => session.name)))
      writeFileSync(
        join(folder, name),
        sessions
          .filter((session) => session.name === name)
          .map(({ head, rows }) =>
            [
              `## ${head}`,
              ...rows.map(([kubernetes, at, command, , scenario]) =>
                `$ ${command}\n${printed(kubernetes, at, command, scenario)}`.trimEnd(),
              ),
            ].join('\n\n'),
          )
          .join('\n\n') + '\n',
      )
  return sessions.flatMap(({ rows }) => rows)
}
