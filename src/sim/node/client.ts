import type { Caller } from '../scenario/caller.ts'
import type { Network } from './network.ts'

/** What a process that asks others has: who takes its connection, and which credentials it has now. */
export interface Client {
  find: Network['find']
  asks(caller: Caller): Caller
}
