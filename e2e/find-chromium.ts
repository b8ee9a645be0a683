import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

/**
 * Where Chromium is: CHROMIUM_PATH, then /usr/bin/chromium, then Playwright's own; where there is none, one is installed, by
 * apt as root and by Playwright otherwise. Gives undefined for Playwright's own.
 */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM_PATH
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH is ${named}, and there is no such file`)
    return named
  }
  if (existsSync(SYSTEM)) return SYSTEM
  if (hasOwn()) return undefined
  install()
  if (existsSync(SYSTEM)) return SYSTEM
  if (hasOwn()) return undefined
  throw new Error('No Chromium: install one (apt-get install chromium, or npx playwright install chromium), or set CHROMIUM_PATH')
}

const SYSTEM = '/usr/bin/chromium'

function hasOwn(): boolean {
  try {
    return existsSync(chromium.executablePath())
  } catch {
    return false
  }
}

function install(): void {
  const run = (program: string, ...args: string[]): boolean => {
    console.log(`No Chromium found; running: ${[program, ...args].join(' ')}`)
    try {
      execFileSync(program, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
      return true
    } catch {
      return false
    }
  }
  if (process.getuid?.() === 0) {
    if (run('apt-get', 'update') && run('apt-get', 'install', '-y', 'chromium')) return
    run('npx', 'playwright', 'install', '--with-deps', 'chromium')
  } else run('npx', 'playwright', 'install', 'chromium')
}
