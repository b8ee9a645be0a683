/** How the page was opened. */
export interface Mode {
  /** In another page's frame by `embed.html`, which keeps nothing on the device and leaves its address as it is. */
  embedded: boolean
  /** Nothing of the scenario can be changed. */
  readonly: boolean
  /** `?safe`: with the built-in case, and nothing that was kept is read or written. */
  safe: boolean
}

export function modeOf({ pathname, search }: { pathname: string; search: string }): Mode {
  const embedded = /\/embed\.html$/.test(pathname)
  const query = new URLSearchParams(search)
  return { embedded, readonly: embedded && query.has('readonly'), safe: !embedded && query.has('safe') }
}

/** Of this page; outside of a browser as if it stood alone. */
export const mode: Mode = modeOf(globalThis.location ?? { pathname: '/', search: '' })
