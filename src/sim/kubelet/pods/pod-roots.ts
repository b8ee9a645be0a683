import type { Container, ProbeType } from '../../../manifest/types.ts'

/** The lines of the manifest that entries come from, as roots of the trace. */
export interface PodRoots {
  /** A field by its path, whether the file has it or its default holds. */
  field(path: string): number
  /** Where a container stands: `spec.containers[0]`. */
  pathOf(container: Container): string
  /** The probe itself, then all that the file says of what it asks and how often. */
  probe(container: Container, type: ProbeType): readonly number[]
}
