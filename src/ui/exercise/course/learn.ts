import { type Page, usePage } from '../../state/page.ts'

export const goTo = (learn: Page['learn']): void => usePage.setState({ learn })

/** The story from its first step, for who has left it. */
export const tellStory = (): void => usePage.setState(({ storyTurn }) => ({ learn: null, storyTurn: storyTurn + 1 }))
