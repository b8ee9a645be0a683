/** How much a run may come to before it is stopped: no scenario within the caps of the format may hang or fill a machine. */
export interface Limits {
  /** What the engine runs, one after the other. */
  steps: number
  /** Of the trace. */
  entries: number
  /** Of what the entries say, and of what is read, copied and tried to make them. */
  characters: number
  /** Among how many lanes a scenario's share is divided. */
  lanes: number
}

/** For one lane by itself: a day of 50 pods with a probe each fits, and so does whatever a person would look at. */
const LANE: Limits = { steps: 5_000_000, entries: 500_000, characters: 100_000_000, lanes: 1 }
/** For all lanes of a scenario together. */
const SCENARIO: Omit<Limits, 'lanes'> = { steps: 10_000_000, entries: 1_000_000, characters: 150_000_000 }

/** What each of so many lanes of a scenario may come to. */
export function limitsFor(lanes: number): Limits {
  const least = (kind: keyof typeof SCENARIO): number => Math.min(LANE[kind], Math.floor(SCENARIO[kind] / Math.max(lanes, 1)))
  return { steps: least('steps'), entries: least('entries'), characters: least('characters'), lanes }
}

const WORDS = { steps: 'steps', entries: 'entries in its trace', characters: 'characters read and written' } as const

/** Ends a run that has come to one of its limits; the message says which, in the middle of a sentence. */
export class RunStopped extends Error {
  constructor(limit: keyof typeof WORDS, { [limit]: most, lanes }: Limits) {
    super(`it has come to ${grouped(most)} ${WORDS[limit]}, the most for ${lanes > 1 ? `each of ${lanes} lanes` : 'a lane'}`)
  }
}

/** 1,000,000 */
function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',')
}
