import { defined } from '../../manifest/own.ts'
import { create } from 'zustand'
import type { Draft } from '../../share/payload.ts'
import type { Origin } from '../../sim/scenario/inputs.ts'
import type { LaneRequest, Printed, Variables } from './simulator-messages.ts'
import { fieldsIn, tabKeep } from '../state/storage.ts'
import { contentHash } from '../state/slot.ts'
import { useStore } from '../state/store.ts'

export interface TypedLine {
  key: number
  prompt: string
  laneId: string
  lane: string
  at: number
  line: string
  /** What the shell had set when it was typed. */
  variables: Variables
  printed: Printed
  /** Until when a command that watches goes on; absent: it still does. */
  stoppedAt?: number
}

/** A root shell. */
interface RootShell {
  typed: readonly TypedLine[]
  history: readonly string[]
  /** What the shell has set, and where it is. */
  variables: Variables
  /** The story's two commands stand on top until the screen is cleared. */
  showsLook: boolean
}

export type Who = 'anonymous' | 'account' | 'bearer' | 'basic' | 'admin' | 'kubelet' | 'apiserver' | 'stranger'

export interface RequestForm {
  /** Null: from where the usual URL can be reached. */
  from: Origin | null
  method: string
  /** Null: the usual one. */
  url: string | null
  who: Who
  account: string
  token: string
  password: string
}

const NEW_SHELL: RootShell = { typed: [], history: [], variables: {}, showsLook: true }

/** What has been typed into the panels: it stays while another one is looked at. */
export const useTyped = create<{ terminal: RootShell; request: RequestForm; wanted: WantedCommand | null }>()(() => ({
  terminal: NEW_SHELL,
  wanted: null,
  request: {
    ...{ from: null, method: 'GET', url: null },
    ...{ who: 'anonymous', account: 'default/default', token: '', password: 'admin:secret' },
  },
}))

/** Fills in a part of the form. */
export const change = (part: Partial<RequestForm>): void => useTyped.setState(({ request }) => ({ request: { ...request, ...part } }))

/** Puts a request into the form, as a verdict asks it. */
export function fillIn({ from, method, url, caller }: LaneRequest): void {
  const { bearer, basic, serviceAccount } = caller
  const who: Who = serviceAccount !== undefined ? 'account' : bearer !== undefined ? 'bearer' : basic !== undefined ? 'basic' : 'anonymous'
  change({
    from,
    method,
    url,
    who,
    ...defined({ account: serviceAccount, token: bearer, password: basic }),
  })
}

export const setTerminal = (change: Partial<RootShell>): void =>
  useTyped.setState(({ terminal }) => ({ terminal: { ...terminal, ...change } }))

/** A command that was pressed in a text, until the terminal takes it. */
interface WantedCommand {
  line: string
  /** It reads, and lacks nothing: it is run at once. The others wait to be completed. */
  isWhole: boolean
}

const COMMAND = /^(?:ls$|(?:kubectl|crictl|etcdctl|kubeadm|journalctl|ls|cat|curl|ss|vi|sed|cp|mv|rm|openssl|dmesg|df) )/
const READS =
  /^(?:kubectl (?:get \S|describe \S+ \S|logs (?:.* )?(?!-)\S*-\S)|crictl (?:ps|pods|images)|journalctl|ls|cat \S|curl .*https?:|ss|etcdctl endpoint|kubeadm certs check-expiration|dmesg|df)/
/** What a text leaves open is written in capitals. */
const OPEN = /\b[A-Z]{2,}\b/

/** Whether a text's code is a line that a shell takes. */
export const isCommand = (text: string): boolean => COMMAND.test(text)

export function typeCommand(line: string): void {
  useTyped.setState({ wanted: { line, isWhole: READS.test(line) && !OPEN.test(line) } })
  useStore.setState({ panel: 'terminal' })
}

/**
 * Each slot has a root shell of its own, which a reload finds again, in this tab alone. Where another thing begins there, such as an
 * incident with another fault, the screen is empty: what was printed before is no evidence of it.
 */
export function keepShells(): void {
  const placeOf = ({ slot, start }: { slot: string; start: Draft }) => ({ key: `whyrestart-shell:${slot}`, of: contentHash(start) })
  let place = placeOf(useStore.getState())
  const take = (): void => {
    const { of, ...kept } = fieldsIn(tabKeep.read(place.key) ?? '')
    useTyped.setState({ terminal: { ...NEW_SHELL, ...(of === place.of ? kept : {}) } })
  }
  take()
  useStore.subscribe((state, before) => {
    if (state.slot === before.slot && state.start === before.start) return
    const { key, of } = place
    place = placeOf(state)
    if (place.key !== key || place.of !== of) take()
  })
  useTyped.subscribe(({ terminal }, before) => {
    if (terminal !== before.terminal) tabKeep.write(place.key, JSON.stringify({ ...terminal, of: place.of }))
  })
}
