import { withGiven } from '../../share/one-file.ts'
import { type Given, isSingle, pageAddress } from '../state/given.ts'

/** The file beside the page that has all of it in one. */
const FILE = './whyrestart-single.html'

/**
 * One HTML file with something to open in it.
 *
 * Errors: rejects with a sentence.
 */
export async function oneFile(given: Given): Promise<string> {
  const page = isSingle ? thisFile() : await fetched()
  const home = pageAddress()
  const made = withGiven(page, { ...(home === '' ? {} : { home }), ...given })
  if (made === undefined) throw new Error(`What is at ${FILE.slice(2)}, beside this page, is not the page in one file.`)
  return made
}

async function fetched(): Promise<string> {
  const response = await fetch(FILE).catch(() => undefined)
  if (!response?.ok) throw new Error('The file could not be fetched: the network is gone, or it is not beside this page.')
  return response.text()
}

/** The file that the page stands in, as it was before anything was done in it. */
function thisFile(): string {
  const page = document.documentElement.cloneNode(true) as HTMLElement
  for (const name of page.getAttributeNames()) if (name !== 'lang') page.removeAttribute(name)
  page.dataset['state'] = 'running'
  page.querySelector('#root')!.replaceChildren()
  for (const element of page.querySelectorAll('body > *')) if (!element.matches('#root, script, noscript')) element.remove()
  return `<!doctype html>\n${page.outerHTML}\n`
}
