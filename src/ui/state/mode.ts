/** How the page was opened: as itself, or in another page's frame by `embed.html`, which keeps nothing on the device. */
const embedded = /\/embed\.html$/.test(location.pathname)

export const mode = {
  embedded,
  /** Nothing of the scenario can be changed. */
  readonly: embedded && new URLSearchParams(location.search).has('readonly'),
} as const
