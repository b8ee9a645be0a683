/** A recording as it is replayed, of a whole control plane each pod by itself. */
export interface Replay {
  /** Folder and name, and the pod of a plane: `pods-1.37/live-500-a`. */
  name: string
  kubernetes: string
  matched: number
  total: number
  differences: readonly string[]
}

/** Why some recordings differ all the same, and how many entries of each match. */
interface Reason {
  why: string
  runs: Readonly<Record<string, number>>
}

/**
 * What no rule can tell and nothing pins: the order of two things within milliseconds, another clock's chance, what the record itself got
 * wrong. A recording that matches again, or matches less, is wrong here: `npm run fidelity` and the tests say so.
 */
export const KNOWN_DIFFERENCES: readonly Reason[] = [
  {
    why: 'Up to 1.22 a kubelet’s log does not say which container an Event is about: of two that failed in one moment, or wait, the record names the other.',
    runs: {
      'life-1.22/three-a': 211,
      'random-1.22/random-00-a': 59,
      'random-1.22/random-04-a': 415,
      'random-1.22/random-06-a': 82,
      'random-1.22/random-10-a': 430,
      'random-1.22/random-14-a': 58,
      'random-1.22/random-24-a': 144,
      'random-1.22/random-38-a': 129,
    },
  },
  {
    why: 'A sync, the readiness worker that it wakes and the Events of one relist run beside each other: which of them is earlier by a fraction of a millisecond decides whether that worker sees the new container yet, and whether a sync more follows a second later.',
    runs: {
      'life-1.25/grpc-turns-a': 187,
      'life-1.32/paths-a': 71,
      'life-1.37/success-2-a': 7,
      'random-1.22/random-32-a': 90,
      'random-1.25/random-00-a': 116,
      'random-1.25/random-06-a': 310,
      'random-1.25/random-10-a': 360,
      'random-1.25/random-24-a': 117,
      'random-1.25/random-32-a': 148,
      'random-1.28/random-10-a': 359,
      'random-1.28/random-22-a': 15,
      'random-1.28/random-24-a': 111,
      'random-1.37/random-24-a': 141,
    },
  },
  {
    why: 'A kube-apiserver looks at etcd once a second at most, and was asked once a second: by which fraction of it, a relist has decided that nothing pins.',
    runs: { 'control-plane/etcd-hung': 180 },
  },
  {
    why: 'Two workers tick in one moment: that one’s container has ended is a result at once, and the answer of the other’s probe comes before or after the sync that follows.',
    runs: { 'random-1.28/random-00-a': 131 },
  },
  {
    why: 'The probe was under way in the millisecond in which the program ended: it was reset, not refused.',
    runs: { 'random-1.37/random-00-a': 153 },
  },
  {
    why: 'Relists take 3 to 20 ms, and more on a busy machine: where none is pinned for a minute or more, by then nobody knows on which side of a probe, or of an end, they fall.',
    runs: { 'life-1.28/three-a': 219, 'random-1.22/random-02-a': 148, 'random-1.37/random-14-a': 106 },
  },
  {
    why: 'A status of less than half a second that no poll of the record saw: what it was before and after is one step there, two here.',
    runs: {
      'random-1.37/random-22-a': 139,
      'restart-1.28/starting-a': 102,
      'restart-1.37/not-ready-a': 174,
    },
  },
  {
    why: 'The hook’s command took 0.8 s in one of seven lives: the end came so much later that the back-off held one sync more.',
    runs: { 'life-1.22/poststart-exec-a': 44 },
  },
  {
    why: 'A kube-scheduler is ready when the last of its eighteen reflectors has read its kind, each of which waits up to twice its back-off, as chance has it.',
    runs: { 'planes/bad-flag kube-scheduler': 786, 'planes/etcd-removed kube-scheduler': 828 },
  },
  {
    why: 'A second sync came half a second after the server’s start, as it began to listen: the readiness probe that it sent waited ten seconds for an answer. When a relist sees a start once more is chance.',
    runs: { 'planes/etcd-removed kube-apiserver': 661 },
  },
  {
    why: 'That kube-apiserver answered 1.5 s after its start and was ready after 3.1 s; the other one whose start was seen, 2.3 and 4.3 s.',
    runs: { 'planes/apiserver-hung kube-apiserver': 699, 'planes/apiserver-hung kube-scheduler': 834 },
  },
  {
    why: 'Go’s client gives a connection up for what its reading loop has found, or, where the request comes to be written only after that, with “http2: client conn could not be established”: of 36 probes four were so late, by microseconds. Its restart at 300 s, which a back-off of 64 s should have held 4 s longer, has no cause that we know.',
    runs: { 'gates-1.37/h2c-not-spoken-a': 101 },
  },
]

/** Why a recording differs, where that is known. */
export const reasonOf = (name: string): Reason | undefined => KNOWN_DIFFERENCES.find(({ runs }) => Object.hasOwn(runs, name))

/** What is wrong: a difference that nobody knows the reason of, or a reason for what no longer differs so. Undefined where nothing is. */
export function wrongOf({ name, matched, differences }: Replay): string | undefined {
  const known = reasonOf(name)?.runs[name]
  if (known === undefined) return differences[0]
  if (differences.length === 0) return 'It is replayed without a difference: take its name off src/sim/recorded/known-differences.ts.'
  if (matched < known) return `${matched} entries match; with the known differences alone ${known} did. ${differences[0]!}`
  return undefined
}

/** The replays of one kind and release. */
export interface Tally {
  kind: string
  kubernetes: string
  count: number
  same: number
  /** Those that differ by what is known. */
  known: number
}

/** Kinds of runs by the releases that they were recorded with, both in order. */
export function tallyOf(replays: readonly Replay[]): Tally[] {
  const tallies = new Map<string, Tally>()
  for (const { name, kubernetes, differences } of replays) {
    const kind = name.split('/')[0]!.replace(/-1\.\d+$/, '')
    const key = `${kind} ${kubernetes}`
    const tally = tallies.get(key) ?? { kind, kubernetes, count: 0, same: 0, known: 0 }
    tallies.set(key, tally)
    tally.count++
    if (differences.length === 0) tally.same++
    else if (reasonOf(name)) tally.known++
  }
  const minor = ({ kubernetes }: Tally): number => Number(kubernetes.slice(2))
  return [...tallies.values()].toSorted((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : minor(a) - minor(b)))
}
