import type { Node } from '../../node/node.ts'
import type { Instance } from '../pods/runtime.ts'

/** What running a command in a container takes by itself: 0.04 s on an idle node, 0.2 s with 48 pods, as measured. */
const EXEC_SECONDS = 0.04
/** SIGKILL as an exit code: 128 + 9. */
const KILLED = 137
/** What Docker gives a command that it could not start. */
const NOT_STARTED = 126

/** What came of a command: how it ended, that it took too long, or why it could not be run. */
export type ExecOutcome = ({ is: 'ended'; code: number; output: string } | { is: 'timed out' } | { is: 'error'; error: string }) & {
  /** Entries that explain it. */
  because?: readonly number[]
}

/**
 * Runs a command in a container; `done` is told once. It dies with its container, and one that ends just when its time is over has
 * taken too long: whoever waits began to count before it started.
 *
 * Units: seconds; `limitSeconds` is Infinity where nobody counts. What cannot be run is an outcome.
 * Follows: the CRI client's ExecSync (v1.37.2); containerd, internal/cri/server/container_execsync.go (v2.0).
 */
export function execIn(
  node: Node,
  instance: Instance,
  command: readonly string[],
  limitSeconds: number,
  done: (outcome: ExecOutcome) => void,
): void {
  if (instance.startedAt === undefined || instance.exitedAt !== undefined)
    return done({ is: 'error', error: NOT_RUNNING[node.release.runtime](instance.id) })
  if (node.runtimeDown) return done({ is: 'error', error: RUNTIME_DOWN[node.release.runtime] })
  const result = instance.process.exec(command)
  const because = result.because ? { because: result.because } : {}
  if (result.missing) return done({ ...missingCommand(node, command), ...because })
  const ends: ExecOutcome =
    result.after < limitSeconds ? { is: 'ended', code: result.code, output: result.output, ...because } : { is: 'timed out', ...because }
  const killed = {
    ended: () => {
      node.engine.cancel(task)
      done({ is: 'ended', code: KILLED, output: '' })
    },
  }
  const task = node.engine.after(EXEC_SECONDS + Math.min(result.after, limitSeconds), () => {
    instance.offExit(killed)
    done(ends)
  })
  instance.onExit(killed)
}

/** What its clients are told while the container runtime is away; follows: grpc-go's and moby's own words. */
const RUNTIME_DOWN = {
  containerd:
    'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"',
  docker:
    'rpc error: code = Unknown desc = Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
} as const

const FAILED = 'rpc error: code = Unknown desc = failed to exec in container: '

/** Follows: containerd, internal/cri/server/container_execsync.go (v2.0); pkg/kubelet/dockershim/docker_streaming.go (v1.18.6). */
const NOT_RUNNING = {
  containerd: () => `${FAILED}container is in CONTAINER_EXITED state`,
  docker: (id: string) => `rpc error: code = Unknown desc = container not running (${id})`,
} as const

/**
 * What the container runtime makes of a command that is not there. To containerd it is an error; Docker writes it where the
 * command's output goes, and says that the command ended.
 *
 * Follows: containerd, internal/cri/server/container_execsync.go (v2.0); pkg/kubelet/dockershim/exec.go
 * (v1.19.16), moby's daemon/exec.go (v18.06); runc's own words.
 */
export function missingCommand({ luck, release }: Node, [name = '']: readonly string[]): Exclude<ExecOutcome, { is: 'timed out' }> {
  const why = name.startsWith('/') ? `stat ${name}: no such file or directory` : 'executable file not found in $PATH'
  if (release.runtime === 'docker')
    return { is: 'ended', code: NOT_STARTED, output: `${release.dockerExecText(`"exec: \\"${name}\\": ${why}"`)}\r\n` }
  const id = Array.from({ length: 64 }, () => Math.floor(luck.draw('exec id') * 16).toString(16)).join('')
  return {
    is: 'error',
    error: `${FAILED}failed to start exec "${id}": OCI runtime exec failed: exec failed: unable to start container process: exec: "${name}": ${why}: unknown`,
  }
}
