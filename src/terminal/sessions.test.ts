import { join } from 'node:path'
import { expect, it } from 'vitest'
import { printed, sessionsOf } from '../sessions-fixture.ts'

it.each(sessionsOf(join(import.meta.dirname, 'sessions')))('%s at %d s: %s', (release, at, command, expected, scenario) =>
  expect(printed(release, at, command, scenario).trimEnd()).toBe(expected),
)
