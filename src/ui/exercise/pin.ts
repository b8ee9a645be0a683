import { create } from 'zustand'

/** Where a learner thinks that it happens, in seconds, or null before he has said so; `asks` while a time is asked for. */
export const usePin = create<{ at: number | null; asks: boolean }>()(() => ({ at: null, asks: false }))

/** To the second. */
export const movePin = (at: number): void => usePin.setState({ at: Math.round(at) })
