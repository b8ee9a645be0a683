import { create } from 'zustand'
import type { Origin } from '../../sim/scenario/inputs.ts'
import type { Printed, Variables } from '../simulator/messages.ts'

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
interface Terminal {
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

const NEW_SHELL: Terminal = { typed: [], history: [], variables: {}, showsLook: true }

/** What has been typed into the panels: it stays while another one is looked at. */
export const useTyped = create<{ terminal: Terminal; request: RequestForm }>()(() => ({
  terminal: NEW_SHELL,
  request: {
    ...{ from: null, method: 'GET', url: null },
    ...{ who: 'anonymous', account: 'default/default', token: '', password: 'admin:secret' },
  },
}))

export const setTerminal = (change: Partial<Terminal>): void =>
  useTyped.setState(({ terminal }) => ({ terminal: { ...terminal, ...change } }))

/** Another exercise begins at an empty screen: what was printed in the one before is no evidence of it. */
export const newShell = (): void => useTyped.setState({ terminal: NEW_SHELL })
