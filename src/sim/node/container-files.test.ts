import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { podOf } from '../../manifest/pod.ts'
import type { ObjectTree } from '../../manifest/tree.ts'
import { copyOf } from '../apiserver/pki.ts'
import type { Inputs } from '../scenario/inputs.ts'
import { ContainerFiles, type FilesOf, hostAtStart } from './container-files.ts'

const OBJECTS = new Map([
  ['Secret keys', new Map(Object.entries({ 'tls.crt': 'certificate', 'tls.key': 'key' }))],
  ['ConfigMap settings', new Map([['a.yaml', 'a: 1']])],
])

const POD = `
spec:
  volumes:
  - {name: pki, hostPath: {path: /srv/pki}}
  - {name: etc, hostPath: {path: /etc/kubernetes}}
  - {name: log, hostPath: {path: /srv/audit.log, type: FileOrCreate}}
  - {name: dir, hostPath: {path: /srv/nothing}}
  - {name: file, hostPath: {path: /srv/nothing.conf}}
  - {name: tool, hostPath: {path: /srv/run}}
  - {name: secret, secret: {secretName: keys}}
  - {name: items, secret: {secretName: keys, defaultMode: 0o444, items: [{key: tls.crt, path: deep/a.crt, mode: 0o755}, {key: tls.key, path: b.key}, {key: none, path: c}]}}
  - {name: run, configMap: {name: settings, defaultMode: 0o555}}
  - {name: projected, projected: {sources: [{secret: {name: keys}}, {configMap: {name: settings}}]}}
  - {name: gone, secret: {secretName: gone}}
  - {name: scratch, emptyDir: {}}
  - {name: shared, emptyDir: {}}
  containers:
  - name: main
    image: x
    volumeMounts:
    - {name: pki, mountPath: /pki, readOnly: true}
    - {name: etc, mountPath: /etc/kubernetes/}
    - {name: secret, mountPath: /etc/kubernetes/secret}
    - {name: log, mountPath: /var/log/audit/audit.log}
    - {name: dir, mountPath: /dir}
    - {name: file, mountPath: /file}
    - {name: tool, mountPath: /tool}
    - {name: pki, mountPath: /one.crt, subPath: ca.crt}
    - {name: pki, mountPath: /two.crt, subPath: none.crt}
    - {name: secret, mountPath: /secret}
    - {name: secret, mountPath: /key, subPath: tls.key}
    - {name: secret, mountPath: /nokey, subPath: none}
    - {name: items, mountPath: /items}
    - {name: run, mountPath: /run/it}
    - {name: projected, mountPath: /projected}
    - {name: gone, mountPath: /gone}
    - {name: scratch, mountPath: /scratch}
    - {name: shared, mountPath: /shared}
  - {name: other, image: x, volumeMounts: [{name: shared, mountPath: /elsewhere}]}
`

function filesIn(text: string, more: Partial<FilesOf> & { args?: readonly string[]; pki?: Record<string, string> } = {}): ContainerFiles {
  const pod = podOf(parse(text) as ObjectTree)
  const inputs: Pick<Inputs, 'files' | 'cluster'> = {
    files: { '/srv/pki/ca.crt': 'host ca', '/srv/pki/front.crt': copyOf('/etc/kubernetes/pki/front-proxy-ca.crt')!, '/srv/run': '' },
    cluster: { attached: true, etcd: 'up', objects: [], pki: more.pki ?? {} },
  }
  return new ContainerFiles({
    host: hostAtStart(inputs, 'containerd'),
    pod,
    container: pod.spec.containers[0]!,
    objects: (kind, name) => OBJECTS.get(`${kind} ${name}`),
    commandLines: () => [more.args ?? []],
    ...more,
  })
}

const NONE = 'no such file or directory'

/** Follows: mount(2); pkg/kubelet/kubelet_pods.go, makeMounts; what a path's type makes, pkg/volume/hostpath/host_path.go. */
it.each<[string, string, string]>([
  ['the image, which all have', '/etc/passwd', ''],
  ['a directory of the image', '/usr/bin', 'is a directory'],
  ['nothing of the image', '/usr/x', NONE],
  ['above a mount', '/var/log/audit', 'is a directory'],
  ['beside a mount', '/var/log/audits', NONE],
  ['the mount itself', '/pki', 'is a directory'],
  ['the same, written otherwise', '//pki/./x/..', 'is a directory'],
  ['a file of the host', '/pki/ca.crt', 'host ca'],
  ['none of the host', '/pki/none.crt', NONE],
  ['no mount of that beginning', '/pkis/ca.crt', NONE],
  ['kubeadm’s', '/etc/kubernetes/pki/ca.crt', ''],
  ['a kubeconfig', '/etc/kubernetes/admin.conf', ''],
  ['the deeper mount', '/etc/kubernetes/secret/tls.key', 'key'],
  ['what the deeper mount has not', '/etc/kubernetes/secret/ca.crt', NONE],
  ['a file that its volume makes', '/var/log/audit/audit.log', ''],
  ['a directory that the runtime makes', '/dir', 'is a directory'],
  ['below it', '/dir/x', NONE],
  ['one, although its name has an ending', '/file', 'is a directory'],
  ['below a file', '/tool/x', 'not a directory'],
  ['a file mounted by its subPath', '/one.crt', 'host ca'],
  ['a subPath that is not there, and is made', '/two.crt', 'is a directory'],
  ['a secret', '/secret/tls.crt', 'certificate'],
  ['no key of it', '/secret/ca.crt', NONE],
  ['a key by its subPath', '/key', 'key'],
  ['no key by its subPath', '/nokey', 'is a directory'],
  ['a key under a path of its own', '/items/deep/a.crt', 'certificate'],
  ['the directory that the path makes', '/items/deep', 'is a directory'],
  ['a key that is not named', '/items/tls.crt', NONE],
  ['a named key that the secret has not', '/items/c', NONE],
  ['the second of its sources', '/projected/a.yaml', 'a: 1'],
  ['the first of them', '/projected/tls.key', 'key'],
  ['no secret', '/gone/x', NONE],
  ['an empty directory', '/scratch', 'is a directory'],
  ['nothing in an empty directory', '/scratch/x', NONE],
])('reads %s: %s', (_, path, seen) => {
  const found = filesIn(POD).read(path)
  expect('text' in found ? found.text : found.error).toBe(seen)
})

/** Follows: execve(2). */
it.each([
  ['/usr/bin', 'directory'],
  ['/usr/bin/x', 'image'],
  ['/pki', 'directory'],
  ['/pki/ca.crt', 'there'],
  // nobody says all that stands in a directory of the host
  ['/pki/none', 'there'],
  ['/etc/kubernetes', 'directory'],
  ['/dir', 'directory'],
  ['/dir/x', 'not there'],
  ['/tool', 'there'],
  ['/scratch', 'directory'],
  ['/scratch/x', 'not there'],
  ['/shared/x', 'there'],
  ['/secret/none', 'not there'],
  ['/secret/tls.key', 'not executable'],
  ['/items/deep', 'directory'],
  ['/items/deep/a.crt', 'there'],
  ['/items/b.key', 'not executable'],
  ['/run/it/a.yaml', 'there'],
  ['/var/log', 'directory'],
])('as a program %s is %s', (path, seen) => {
  expect(filesIn(POD).program(path)).toBe(seen)
})

/** Follows: open(2). */
it.each([
  ['/var/log/x', undefined],
  ['/var/log', 'open /var/log: is a directory'],
  ['/etc/passwd/x/y', undefined],
  ['/pki/x', 'open /pki/x: read-only file system'],
  ['/pki/deep/x', 'mkdir /pki/deep: read-only file system'],
  ['/dir/x', undefined],
  ['/var/log/audit/audit.log', undefined],
  ['/tool/x', 'mkdir /tool: not a directory'],
  ['/secret/x', 'open /secret/x: read-only file system'],
  ['/projected/x', 'open /projected/x: read-only file system'],
  ['/scratch/x', undefined],
])('writing %s: %s', (path, error) => {
  expect(filesIn(POD).writeError(path)).toBe(error)
})

it.each([
  ['/var/log/x', 'open /var/log/x: read-only file system'],
  ['/x', 'open /x: read-only file system'],
  ['/none/x', 'mkdir /none: read-only file system'],
  ['/dev/stdout', undefined],
  ['/scratch/x', undefined],
])('with an image that is read only, writing %s: %s', (path, error) => {
  const text = POD.replace('image: x\n', 'image: x\n    securityContext: {readOnlyRootFilesystem: true}\n')
  expect(filesIn(text).writeError(path)).toBe(error)
})

it.each([
  ['', '', undefined],
  ['/etc/kubernetes/pki/ca.crt', '/etc/kubernetes/pki/ca.crt', false],
  ['/pki', '/srv/pki', true],
  ['/pki/ca.crt', '/srv/pki/ca.crt', false],
  ['/one.crt', '/srv/pki/ca.crt', true],
  ['/pki/front.crt', '/etc/kubernetes/pki/front-proxy-ca.crt', false],
  ['/pki/sa.pem', '/etc/kubernetes/pki/sa.pub', false],
  ['/pki/admin', '/etc/kubernetes/admin.conf', false],
  ['/secret/tls.key', '/secret/tls.key', undefined],
  ['/usr/x', '/usr/x', undefined],
])('what lies at %j is kubeadm’s %s', (path, kubeadms, byItself) => {
  const files = filesIn(POD, { pki: { '/srv/pki/sa.pem': 'sa.pub', '/srv/pki/admin': 'admin.conf' } })
  expect([files.kubeadmPath(path), path === '' ? undefined : files.hostPlace(path)?.byItself]).toEqual([kubeadms, byItself])
})

const OWN = '/etc/kubernetes/pki/ca.crt'

it.each<[string, readonly string[], Record<string, string>, string]>([
  ['no flag', [], {}, 'kubeadm'],
  ['kubeadm’s', [`--client-ca-file=${OWN}`], {}, 'kubeadm'],
  ['kubeadm’s by a mount', ['--client-ca-file=/etc/kubernetes/pki/../pki/ca.crt'], {}, 'kubeadm'],
  ['one of two', [`--client-ca-file=${OWN}`, '--tls-cert-file=/x/a.crt'], {}, 'kubeadm'],
  ['one of three', [`--client-ca-file=${OWN}`, '--tls-cert-file=/x/a.crt', '--tls-private-key-file', '/x/a.key'], {}, 'believed'],
  ['one list', ['--service-account-key-file=/x/a.pub,/x/b.pub', `--client-ca-file=${OWN}`], {}, 'believed'],
  ['a flag that names none', ['--audit-log-path=/x/a.log'], {}, 'kubeadm'],
  ['a file of the scenario', ['--client-ca-file=/pki/ca.crt'], {}, 'described'],
  ['a file that the scenario says is one', ['--client-ca-file=/pki/b.crt'], { '/srv/pki/b.crt': 'ca.crt' }, 'described'],
  ['a file of its own', ['--client-ca-file=/pki/b.crt'], {}, 'believed'],
])('whose certificates %s speaks of', (_, args, pki, cluster) => {
  expect(filesIn(POD, { args, pki }).cluster).toBe(cluster)
})

it.each([
  ['/pki/other.crt', ''],
  ['/file', ''],
  ['/dir', 'is a directory'],
  ['/gone/x', ''],
  ['/scratch/x', NONE],
  ['/usr/x', NONE],
])('of a cluster that nobody describes %s is believed: %s', (path, seen) => {
  const found = filesIn(POD, { args: ['--client-ca-file=/pki/b.crt'] }).read(path)
  expect('text' in found ? found.text : found.error).toBe(seen)
})
