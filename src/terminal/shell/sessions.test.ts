import { expect, it } from 'vitest'
import { printed, sessionsOf } from '../../sessions-fixture.ts'

it.each(sessionsOf(import.meta.dirname))('%s at %d s: %s', (release, at, command, expected) =>
  expect(printed(release, at, command).trimEnd()).toBe(expected),
)
