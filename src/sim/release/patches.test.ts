import { expect, it } from 'vitest'
import { goOf, versionInfo } from '../apiserver/requests/version.ts'
import versions from '../../upstream/versions.json' with { type: 'json' }
import { NEWEST, OLDEST, patchOf } from './releases.ts'
import { releaseOf } from './release.ts'

it('has every release, and the API says what the table does', () => {
  for (let minor = OLDEST; minor <= NEWEST; minor++) {
    const { gitVersion, goVersion } = versionInfo(releaseOf(`1.${minor}`))
    expect([gitVersion, goVersion]).toEqual([`v1.${minor}.${patchOf(minor)}`, goOf(minor)])
    // of 1.9 the story's own patch stands
    expect(versions).toHaveProperty([`1.${minor}`], minor === 9 ? 'v1.9.11' : gitVersion)
  }
})
