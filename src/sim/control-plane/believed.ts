import type { Running } from '../node/who-runs.ts'
import type { LifeEntries } from '../node/process.ts'
import type { Recorder } from '../trace/recorder.ts'

interface Believing {
  pod: string
  container: { name: string }
  running: Running
  life: LifeEntries
}

/** Says once of a container that its files are only believed to be there. */
export function warnBelieved({ trace }: { trace: Recorder }, { pod, container: { name }, running, life }: Believing): void {
  const cause = life.start()
  trace.root(`believed ${pod}/${name}`, () => ({
    kind: 'warning',
    ...(cause === undefined ? {} : { cause }),
    pod,
    container: name,
    assumed: 'finds the files that its flags name, and in each what its flag is for',
    message: `Nothing says what stands in the files that the flags of ${running.program ?? name} name. Assumed: this is another cluster than kubeadm’s; what ${pod} mounts and its flags name is there, and is what each flag is for. Describe it under files, or under cluster.pki.`,
  }))
}
