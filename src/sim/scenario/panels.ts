/** Below the lanes, in their order on the page. */
export const PANELS = ['why', 'request', 'terminal', 'events', 'verdicts'] as const
export type Panel = (typeof PANELS)[number]
