import { create } from 'zustand'

/** What the Learn dialog shows, where it is open. */
export const useLearn = create<{ page: 'course' | 'make' | 'move' | null; storyTurn: number }>()(() => ({ page: null, storyTurn: 0 }))

export const goTo = (page: 'course' | 'make' | 'move' | null): void => useLearn.setState({ page })

/** The story from its first step, for who has left it. */
export const tellStory = (): void => useLearn.setState(({ storyTurn }) => ({ page: null, storyTurn: storyTurn + 1 }))
