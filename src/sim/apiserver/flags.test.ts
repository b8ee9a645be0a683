import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { releaseOf } from '../release.ts'
import { nearestFlag, parseFlags } from './flags.ts'

interface Recorded {
  name: string
  drop: string[]
  add: string[]
  exit: number | null
  says: string[]
}

const FILES = {
  '/etc/kubernetes/pki/auth.yaml': 'apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\nanonymous:\n  enabled: true\n  conditions:\n  - path: /livez\n',
  '/etc/kubernetes/pki/disabled.yaml': 'apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\nanonymous:\n  enabled: false\n  conditions:\n  - path: /livez\n',
}

const read = (name: string): unknown => JSON.parse(readFileSync(`${import.meta.dirname}/recorded/${name}.json`, 'utf8'))
const kubeadm = (release: string): string[] => read(`args-${release}`) as string[]

describe.each(['1.19', '1.37'])('kube-apiserver %s, as recorded', (release) => {
  it.each(read(`flags-${release}`) as Recorded[])('$name', ({ drop, add, exit, says }) => {
    const args = [...kubeadm(release).filter((arg) => !drop.some((name) => arg === name || arg.startsWith(`${name}=`))), ...add]
    const ours = parseFlags(args, FILES, releaseOf(release))
    expect({ exit: ours.exit ?? null, says: ours.says }).toEqual({ exit, says })
  })
})
