import { create } from 'zustand'

/** Whether the keys are shown; asked for before their code has come, they come with it. */
export const useHelp = create(() => ({ isOpen: false }))

export const showHelp = (): void => useHelp.setState({ isOpen: true })
