import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

const SYSTEM = '/usr/bin/chromium'

/**
 * Where Chromium is: CHROMIUM_PATH, then /usr/bin/chromium, then Playwright's own; where there is none, one is installed, by
 * apt as root and by Playwright otherwise. Gives undefined for Playwright's own. Errors: throws one sentence where there is none.
 * @returns {string | undefined}
 */
export function findChromium() {
  const named = process.env.CHROMIUM_PATH
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH is ${named}, and there is no such file.`)
    return named
  }
  const isThere = () => existsSync(SYSTEM) || existsSync(chromium.executablePath())
  if (!isThere()) install()
  if (!isThere())
    throw new Error(
      'The browser tests need Chromium, and it could not be installed: run apt-get install chromium or npx playwright install chromium, or set CHROMIUM_PATH.',
    )
  return existsSync(SYSTEM) ? SYSTEM : undefined
}

function install() {
  const run = (/** @type {string} */ program, /** @type {string[]} */ ...args) => {
    console.log(`The browser tests need Chromium, and there is none; running: ${[program, ...args].join(' ')}`)
    try {
      execFileSync(program, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
      return true
    } catch {
      return false
    }
  }
  const isRoot = process.getuid?.() === 0
  if (isRoot && existsSync('/usr/bin/apt-get') && run('apt-get', 'update') && run('apt-get', 'install', '-y', 'chromium')) return
  run('npx', 'playwright', 'install', ...(isRoot ? ['--with-deps'] : []), 'chromium')
}
