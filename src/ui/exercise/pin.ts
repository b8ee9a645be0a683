import { create } from 'zustand'

/** Where a learner thinks that it happens, in seconds; null while nobody asks. */
export const usePin = create<{ at: number | null }>()(() => ({ at: null }))
