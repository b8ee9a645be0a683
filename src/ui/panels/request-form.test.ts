import { expect, it } from 'vitest'
import { callerOf } from './RequestForm.tsx'
import { fillIn, isCommand, typeCommand, useTyped, type Who } from '../simulator/typed.ts'

const form = { ...useTyped.getState().request, token: 'sesame', password: 'admin:secret' }

it.each<[Who, string, string, object]>([
  ['anonymous', '', '1.9', {}],
  ['account', 'robot', '1.9', { serviceAccount: 'default/robot' }],
  ['account', 'shop/robot', '1.9', { serviceAccount: 'shop/robot' }],
  ['bearer', '', '1.9', { bearer: 'sesame' }],
  ['basic', '', '1.9', { basic: 'admin:secret' }],
  ['admin', '', '1.28', { certificate: { cn: 'kubernetes-admin', o: ['system:masters'], ca: 'cluster' } }],
  ['admin', '', '1.29', { certificate: { cn: 'kubernetes-admin', o: ['kubeadm:cluster-admins'], ca: 'cluster' } }],
  ['kubelet', '', '1.9', { certificate: { cn: 'system:node:master', o: ['system:nodes'], ca: 'cluster' } }],
  ['apiserver', '', '1.9', { certificate: { cn: 'kube-apiserver-kubelet-client', o: ['system:masters'], ca: 'cluster' } }],
  ['stranger', '', '1.29', { certificate: { cn: 'kubernetes-admin', o: ['system:masters'], ca: 'stranger' } }],
])('%s %s asks a server of %s as %o', (who, account, release, caller) => {
  expect(callerOf({ ...form, who, account }, 'Master', release)).toEqual(caller)
})

it.each([
  [{}, { who: 'anonymous' }],
  [{ serviceAccount: 'a/b' }, { who: 'account', account: 'a/b' }],
  [{ bearer: 'x' }, { who: 'bearer', token: 'x' }],
  [{ basic: 'a:b' }, { who: 'basic', password: 'a:b' }],
])('a verdict’s request of %o fills in %o', (caller, filled) => {
  fillIn({ from: 'node', method: 'HEAD', url: 'http://a/', caller })
  expect(useTyped.getState().request).toMatchObject({ from: 'node', method: 'HEAD', url: 'http://a/', ...filled })
})

it.each([
  ['kubectl get pods', true],
  ['kubectl get POD', false],
  ['kubectl delete pod a', false],
  ['ls', true],
  ['journalctl -u kubelet', true],
])('a press on the command %s runs it at once: %s', (line, isWhole) => {
  expect(isCommand(line)).toBe(true)
  typeCommand(line)
  expect(useTyped.getState().wanted).toEqual({ line, isWhole })
})

it('a text’s code is no command by its first letters alone', () => {
  expect(['lsof', 'kubectl', 'spec: x'].map(isCommand)).toEqual([false, false, false])
})
