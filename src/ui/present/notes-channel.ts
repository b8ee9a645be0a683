/** What the stage tells its notes. */
export type ToNotes =
  | {
      kind: 'step'
      title: string
      /** From 1; 0 where nothing was shown yet. */
      n: number
      of: number
      says: string
      notes: string
      /** The words of the next one; empty at the end. */
      next: string
      /** Seconds on the simulated clock. */
      at: number
      /** When it began, in milliseconds since 1970. */
      sinceMs: number
    }
  | { kind: 'over' }

/** What the notes tell the stage. */
export type ToStage = { kind: 'hello' } | { kind: 'go'; by: 1 | -1 } | { kind: 'closed' }

/** Between two windows of this device; each stage has a name of its own. */
export const channelOf = (id: string): BroadcastChannel => new BroadcastChannel(`whyrestart-notes-${id}`)

/** The keys of a presenter's remote, and those that stand for them. */
export function wayOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): 1 | -1 | undefined {
  if (ctrlKey || metaKey || altKey || shiftKey) return undefined
  if (key === 'PageDown' || key === 'ArrowRight') return 1
  return key === 'PageUp' || key === 'ArrowLeft' ? -1 : undefined
}
