import type { Page } from '@playwright/test'

/**
 * Texts of the page that write a time otherwise than CONTRIBUTING.md says (“Times and numbers”), as `where: text`, with how many texts
 * were looked at. What Kubernetes or a shell prints, or a file holds, is quoted as it stands.
 */
export function otherTimes(page: Page): Promise<{ wrong: string[]; count: number }> {
  return page.evaluate(() => {
    /** As Go writes a length: `8m45s`, `90s`, `1h5m`. In a flag, a field or an Event that is quoted it stays. */
    const GO = /(?<![\w.=/-])(?:\d+h)?(?:\d+m)?\d+(?:\.\d+)?s\b|(?<![\w.=/-])\d+h\d+m\b/
    /** As a clock has it: `8:45`; not `09:38:57 GMT`, an address or a file’s line. */
    const CLOCK = /(?<![\w.:=/[-])(?:\d+:)?\d{1,2}:\d\d(?:\.\d+)?(?![\d:]|\S*\.go| (?:UTC|GMT))/
    const QUOTED = /[Bb]ack-off \S+ restarting|\w+: \d+[smh]\b|within \d+s\b|"[^"]*"|“[^”]*”/g
    /** Terminals, editors, files, what kubectl prints, and fields that hold a file’s own values. */
    const VERBATIM = 'pre, code, .mono, .monaco, textarea, .script-form, .place, script, style'
    const PLACES = '.tick, .flag, .now, .two-runs-axis, .room-axis, .room-label, input'
    /** A button, a heading or a lane that names a place on the clock. */
    const NAMES = /^(?:Edit|Fault|Save|Save it) at |, (?:hang|crash|edit|etcd .*) at \S+$|minutes:seconds/
    const isOnClock = (element: Element, text: string): boolean => element.matches(PLACES) || !!element.closest(PLACES) || NAMES.test(text)
    const wrong: string[] = []
    let count = 0
    const judge = (element: Element, text: string, what: string): void => {
      count++
      const own = text.replace(QUOTED, '')
      if (GO.test(own) || (CLOCK.test(own) && !isOnClock(element, text))) wrong.push(`${what}: ${text.slice(0, 160)}`)
    }
    for (const element of document.querySelectorAll('body *')) {
      if (element.closest(VERBATIM) || !element.checkVisibility()) continue
      const text = [...element.childNodes]
        .map((node) => (node.nodeType === Node.TEXT_NODE ? node.textContent : ' '))
        .join('')
        .replace(/\s+/g, ' ')
        .trim()
      if (text !== '') judge(element, text, element.className.toString() || element.tagName.toLowerCase())
      for (const name of ['title', 'aria-label', 'aria-valuetext', 'placeholder']) {
        const value = element.getAttribute(name)
        if (value && !/^(?:GET|POST) |\n/.test(value)) judge(element, value, name)
      }
    }
    return { wrong, count }
  })
}
