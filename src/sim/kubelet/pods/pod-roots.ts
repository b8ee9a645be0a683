import type { Container, ProbeType } from '../../../manifest/types.ts'

/** The lines of the manifest that entries come from, as roots of the trace. */
export interface PodRoots {
  /** A field by its path, whether the file has it or its default holds. */
  field(path: string): number
  /** A field of a container, by its path in there: `image`. */
  ofContainer(container: Container, field: string): number
  /** A field of a container's probe. */
  ofProbe(container: Container, type: ProbeType, field: string): number
  /** The probe itself, then all that the file says of what it asks and how often. */
  probe(container: Container, type: ProbeType): readonly number[]
}
