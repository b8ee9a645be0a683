import { expect, it } from 'vitest'
import { printed, sessionsOf } from '../../sessions-fixture.ts'

it.each(sessionsOf(import.meta.dirname))('%s at %d s: %s', (release, at, command, expected, scenario) =>
  expect(printed(release, at, command, scenario).trimEnd()).toBe(expected),
)
