import type { Container, Pod } from '../../manifest/types.ts'
import type { ProgramFiles } from './container-files.ts'
import type { KnownProgram, Running } from './who-runs.ts'
import type { LifeEntries, OnExit, Process } from './process.ts'

/** What all lives of a container have in common. */
export interface ProgramPlace {
  /** `cause`: the entry with which the kubelet took it up. */
  pod: { name: string; uid: string; ip: string; hostNetwork: boolean; cause: number; manifest: Pod }
  /** What it sees of files, its host's among them, now. */
  files: () => ProgramFiles
  /** The line of the manifest that says a field of the container, such as `args[0]`. */
  field: (path: string) => number
}

/** What a program's process is told of the container that it runs in. */
export interface ProgramSite extends ProgramPlace {
  container: Container
  running: Running
  attempt: number
  life: LifeEntries
  onExit: OnExit
}

/** A kind of program that is simulated. */
export interface Program {
  /** Whether it is the cluster's API server, which the kubelet then looks for on its own node. */
  servesAPI: boolean
  make(site: ProgramSite): Process
  /** The kubelet has taken a pod up that runs it: the entry of that is `cause`. */
  taken?(hostNetwork: boolean, cause: number): void
}

/** All programs of a node: the kubelet runs them without knowing any. */
export class Programs {
  private readonly simulated: () => Readonly<Record<KnownProgram, Program>>
  private made: Readonly<Record<KnownProgram, Program>> | undefined
  private readonly other: Program

  /** `simulated`: made when the first of them runs. `other`: what runs in a container that none of them runs in. */
  constructor(simulated: () => Readonly<Record<KnownProgram, Program>>, other: Program) {
    this.simulated = simulated
    this.other = other
  }

  of({ program }: Running): Program {
    return program ? (this.made ??= this.simulated())[program] : this.other
  }
}
