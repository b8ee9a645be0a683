import { describe, expect, it } from 'vitest'
import { kubeadmPlane } from '../cases/kubeadm-plane.ts'
import type { Action, Inputs } from '../sim/scenario/inputs.ts'
import { parseScenario } from '../sim/scenario/scenario.ts'
import { simulate } from '../sim/simulate.ts'
import { textOf } from './shell/output.ts'
import { ask } from './terminal.ts'

/** A control plane by kubeadm; what is typed at a time, and what it prints. */
function plane(kubernetes: string, actions: readonly Action[] = [], duration = 400) {
  const { scenario } = parseScenario(
    JSON.stringify({
      ...{ whyrestart: 1, kubernetes, clock: '2026-11-24T14:15:43.491Z', duration: '30m' },
      node: { name: 'master', ip: '192.168.1.100' },
      manifests: kubeadmPlane(kubernetes, { node: 'master' }),
    }),
  )
  const inputs: Inputs = { ...scenario!.lanes[0]!.inputs, actions, duration }
  const trace = simulate(inputs)
  return (line: string, at = 100) => ask(line, { inputs, trace, at, simulate })
}

const today = plane('1.37')
const PKI = '/etc/kubernetes/pki'

describe('of what is not simulated no program says that it does not exist', () => {
  it.each([
    'tree /etc',
    'whereis kubelet',
    'paste -sd,',
    'kubectl foo',
    'kubectl get po --foo',
    'kubectl auth reconcile -f x',
    'kubectl cluster-info dump',
    'kubectl get po -o foo',
    'kubectl wait pod/x --for=create',
    'kubectl get --raw /api/v1/nodes/master/proxy/pods',
    'curl --retry 3 -k https://192.168.1.100:6443/livez',
    'crictl ps --image x',
    'crictl foo',
    'crictl --foo ps',
    'journalctl -o json',
    'journalctl _PID=1',
    'systemctl status',
    'systemctl is-active sshd',
    'systemctl clean kubelet',
    'openssl rsa -in x',
    'openssl x509 -in /etc/kubernetes/pki/ca.crt -noout -serial',
    'ls -i',
    'ls -R /etc',
    'date -Is',
    'uptime -p',
    'find / -mtime -1',
    'diff -y a b',
    'ps axjf',
    'ss -s',
    'cat /etc/hosts',
    'ls /proc',
    'cat /etc/kubernetes/admin.conf',
    'grep x /etc/kubernetes/admin.conf',
    'head /var/log/syslog',
    'tail -f /var/log/containers/x.log',
    'cd /var/lib/docker',
    'ls /proc/1',
    'tr -d a < /etc/hostname',
    'find /usr -name x',
    'stat /etc/os-release',
    "bash -c '</dev/tcp/127.0.0.1/6443'",
    '[ -f /etc/hosts ]',
    'sed -n 1p /etc/fstab',
    'kubectl exec -n kube-system etcd-master -- ls /',
  ])('%s', (line) => {
    const output = today(line)
    expect(textOf(output)).toMatch(/^not simulated here: /)
    expect(output.exit).not.toBe(0)
  })

  it('and a directory of which only some is simulated is listed with a note', () => {
    expect(today('ls /var/lib/kubelet')).toMatchObject({
      stdout: 'pki\n',
      stderr: '(not simulated here: what else a node has in /var/lib/kubelet)\n',
    })
    expect(today('ls /etc/kubernetes').stderr).toBe('')
    expect(today('find / -name etcd.yaml')).toMatchObject({
      stdout: '/etc/kubernetes/manifests/etcd.yaml\n',
      stderr: '(not simulated here: what else a node has in /)\n',
    })
  })

  it('and of what is simulated as a whole it says so in its own words', () => {
    expect(today('cat /etc/kubernetes/nope').stderr).toBe('cat: /etc/kubernetes/nope: No such file or directory\n')
    expect(today('ls /root/nope').stderr).toBe("ls: cannot access '/root/nope': No such file or directory\n")
    expect(today('[ -f /etc/kubernetes/nope ]')).toMatchObject({ exit: 1, stderr: '' })
    expect(today('tail -1 /var/log/pods/nope').stderr).toBe(
      "tail: cannot open '/var/log/pods/nope' for reading: No such file or directory\n",
    )
  })
})

describe('kubectl', () => {
  it('waits for the pods that have the labels, for all, and for none where nobody says which', () => {
    const ready = '-n kube-system --for=condition=Ready'
    expect(today(`kubectl wait pod -l component=etcd ${ready}`).stdout).toBe('pod/etcd-master condition met\n')
    expect(today(`kubectl wait pod --all ${ready}`).stdout.split('\n')).toHaveLength(5)
    expect(today(`kubectl wait pod -l a=b ${ready}`).stderr).toBe('error: no matching resources found\n')
    expect(today(`kubectl wait pod ${ready}`).stderr).toMatch(/^error: resource\(s\) were provided, but no name was specified\n/)
  })

  it('gets objects of several types by name, and leaves out what may be missing', () => {
    const both = today('kubectl get pod/etcd-master svc/nope -n kube-system')
    expect(both.stdout).toMatch(/^NAME +READY .*\npod\/etcd-master +1\/1/)
    expect(both.stderr).toBe('Error from server (NotFound): services "nope" not found\n')
    expect(today('kubectl get pod nope --ignore-not-found')).toMatchObject({ stdout: '', stderr: '', exit: 0 })
    expect(today('kubectl get po -n kube-system -l component=etcd -L tier').stdout).toMatch(/AGE +TIER\n.* control-plane\n$/)
  })

  it('says of types that it has none of what a real cluster has', () => {
    expect(today('kubectl get deploy -A').stderr).toBe('No resources found\n(deployments: those of a real cluster are not simulated.)\n')
    expect(today('kubectl get pv').stderr).toBe('No resources found\n')
  })

  it('fills in the fields of a union in turn', () => {
    expect(today(`kubectl get po -n kube-system -o jsonpath="{.items[0:2]['metadata.name','status.phase']}"`).stdout).toBe(
      'etcd-master kube-apiserver-master Running Running',
    )
  })

  it('knows one context, and that what -v tells is not here', () => {
    expect(today('kubectl get no --context=foo').stderr).toBe('error: context "foo" does not exist\n')
    expect(today('kubectl get no -v=8').stderr).toMatch(/^\(not simulated here: what kubectl -v=8 tells/)
    expect(today('kubectl get no -v=2').stderr).toBe('')
  })

  it('runs etcdctl in etcd’s container as on the node', () => {
    const flags = `--cacert ${PKI}/etcd/ca.crt --cert ${PKI}/etcd/server.crt --key ${PKI}/etcd/server.key`
    expect(today(`kubectl exec -n kube-system etcd-master -- sh -c 'ETCDCTL_API=3 etcdctl ${flags} member list'`).stdout).toMatch(
      /^8e9e05c52164694d, started, master, /,
    )
    expect(today('kubectl exec -n kube-system etcd-master -- etcdctl endpoint health')).toMatchObject({ exit: 1, tookSeconds: 5 })
    const set = `ETCDCTL_CACERT=${PKI}/etcd/ca.crt ETCDCTL_CERT=${PKI}/etcd/server.crt ETCDCTL_KEY=${PKI}/etcd/server.key`
    expect(today(`${set} etcdctl --endpoints=https://127.0.0.1:2379 endpoint health`).stdout).toMatch(/ is healthy/)
  })
})

describe('crictl', () => {
  it('lists what its filters let pass, and ids as long as they are', () => {
    expect(today('crictl pods --name kube-apiserver -q').stdout).toMatch(/^[0-9a-f]{64}\n$/)
    expect(today('crictl ps -q --label io.kubernetes.pod.name=etcd-master').stdout).toMatch(/^[0-9a-f]{64}\n$/)
    expect(today('crictl ps -a --name "^kube-(api|sched)" -o json').stdout.match(/"attempt"/g)).toHaveLength(2)
    expect(today('crictl ps --latest -q').stdout).toMatch(/^[0-9a-f]{64}\n$/)
    expect(today('crictl ps --no-trunc').stdout).toMatch(/^[0-9a-f]{64} +sha256:[0-9a-f]{64} /m)
    expect(today('crictl pods --namespace default -q').stdout).toBe('')
  })

  it('tells the same process as ps, and its fields by a template', () => {
    const id = '$(crictl ps -q --name kube-apiserver)'
    const pid = today('pgrep kube-apiserver').stdout
    expect(today(`crictl inspect -o go-template --template '{{.info.pid}}' ${id}`).stdout).toBe(pid)
    expect(today(`crictl inspect ${id} | jq .info.pid`).stdout).toBe(pid)
  })

  it('shows a stopped sandbox as long as its containers are there, and after a reboot another one', () => {
    const edited = plane('1.37', [{ at: 100, edit: 'kube-scheduler.yaml', find: '--leader-elect=true', replace: '--leader-elect=false' }])
    expect(edited('crictl pods --name kube-scheduler', 160).stdout.match(/ (Not)?Ready /g)).toEqual([' Ready ', ' NotReady '])
    const rebooted = plane('1.37', [{ at: 100, reboot: 'node', takes: 40 }])
    expect(
      rebooted('crictl pods --name etcd', 150)
        .stdout.match(/(Not)?Ready .* \d /g)!
        .map((row) => row.replaceAll(/ .* (\d) $/g, ' $1')),
    ).toEqual(['Ready 1', 'NotReady 0'])
    const pod = /^\S+ +\S+ +.*Running +etcd +1 +(\S+)/m.exec(rebooted('crictl ps', 150).stdout)![1]!
    expect(rebooted('crictl pods -q --name etcd --state ready', 150).stdout).toMatch(new RegExp(`^${pod}`))
  })
})

describe('the machine', () => {
  const rebooted = plane('1.37', [{ at: 100, reboot: 'node', takes: 40 }])

  it('has no shell while it is down, and begins anew', () => {
    expect(rebooted('crictl ps', 110)).toMatchObject({
      stderr: 'not simulated here: a shell on master, which is being rebooted; ask again from 2:20 on\n',
      exit: 255,
    })
    expect(rebooted('uptime', 170).stdout).toMatch(/ up 0 min, /)
    expect(rebooted('ps -p 1 -o etime=', 170).stdout.trim()).toBe('00:30')
    expect(rebooted('ps -p 1 -o etime=', 200).stdout.trim()).toBe('01:00')
  })

  it('runs another kubelet after it was restarted, which systemd has at once', () => {
    const restarted = plane('1.37', [{ at: 200, restart: 'kubelet' }])
    expect(restarted('systemctl is-active kubelet', 200.5).stdout).toBe('active\n')
    const [before, after] = [restarted('pgrep -x kubelet', 199).stdout, restarted('pgrep -x kubelet', 210).stdout]
    expect(after).not.toBe(before)
    expect(restarted('systemctl status kubelet', 210).stdout).toContain(`Main PID: ${after.trim()} (kubelet)`)
  })
})

describe('docker', () => {
  const old = plane('1.9')

  it('lists by name and by state', () => {
    expect(old('docker ps -q --filter name=k8s_kube-apiserver').stdout).toMatch(/^[0-9a-f]{12}\n$/)
    expect(old('docker ps -a --filter name=etcd').stdout).toMatch(/ Up .* k8s_etcd_etcd-master_\S+\n.* Up .* k8s_POD_etcd-master_\S+\n$/)
    expect(old('docker ps --no-trunc').stdout).toMatch(/^[0-9a-f]{64} /m)
    expect(old('docker inspect $(docker ps -lq)').stdout).toMatch(/"Status": "running",[^]*"ExitCode": 0,/)
    expect(old('docker images').stderr).toMatch(/^not simulated here: docker images\./)
  })

  it('runs no command of which nobody knows: the image of 1.9 had a small shell', () => {
    expect(old('docker exec -it $(docker ps -q --filter name=k8s_kube-apiserver) sh').stderr).toMatch(/^not simulated here: sh, /)
    expect(old('kubectl exec -n kube-system kube-apiserver-master date').stderr).toMatch(/^not simulated here: date, /)
  })
})

describe('certificates', () => {
  it('are verified by the CA that has signed them', () => {
    expect(today(`openssl verify -CAfile ${PKI}/ca.crt ${PKI}/apiserver.crt`).stdout).toBe(`${PKI}/apiserver.crt: OK\n`)
    expect(today(`openssl verify -CAfile ${PKI}/ca.crt ${PKI}/etcd/server.crt`)).toMatchObject({ stdout: '', exit: 2 })
    expect(today(`openssl s_client -connect 127.0.0.1:2379 -CAfile ${PKI}/etcd/ca.crt`).stdout).toContain('Verify return code: 0 (ok)')
    expect(today(`openssl s_client -connect 127.0.0.1:2379 -CAfile ${PKI}/ca.crt`).stdout).toContain('Verify return code: 21 ')
    expect(today(`openssl x509 -in ${PKI}/apiserver.crt -noout -checkend 86400`)).toMatchObject({
      stdout: 'Certificate will not expire\n',
      exit: 0,
    })
    expect(today(`openssl x509 -in ${PKI}/apiserver.crt -noout -checkend 99999999`).exit).toBe(1)
  })

  it('of etcd’s own open its door', () => {
    const flags = `--cacert ${PKI}/etcd/ca.crt --cert ${PKI}/etcd/server.crt --key ${PKI}/etcd/server.key`
    expect(today(`curl -s ${flags} https://127.0.0.1:2379/health`).stdout).toMatch(/^\{"health":"true"/)
    expect(today('curl -k https://127.0.0.1:2379/health')).toMatchObject({ exit: 56 })
  })
})

it('curl speaks HTTP/1.1 where it is told to', () => {
  const { stderr } = today('curl -vk --http1.1 https://192.168.1.100:6443/livez')
  expect(stderr).toContain('> GET /livez HTTP/1.1\n> Host: 192.168.1.100:6443\n> User-Agent: curl/')
  expect(stderr).toContain('< HTTP/1.1 200 OK\n')
  expect(stderr).not.toContain('h2')
})

it('ps shows what it is asked for', () => {
  expect(today('ps -e').stdout).toMatch(/^ +PID TTY +TIME CMD\n +1 \? +00:00:00 init\n/)
  expect(today('ps -C kube-apiserver -o pid=').stdout.trim()).toBe(today('pgrep -x kube-apiserver').stdout.trim())
  expect(today('ps -p 99999')).toMatchObject({ exit: 1 })
})

it('ss shows the port that it is asked for', () => {
  expect(today("ss -H -ltnp 'sport = :6443'").stdout).toMatch(/^LISTEN .*\*:6443 .*"kube-apiserver",pid=\d+.*\n$/)
})

it('kubeadm tells its version as kubeadm does', () => {
  expect(today('kubeadm version -o short').stdout).toMatch(/^v1\.37\.\d+\n$/)
  expect(plane('1.30')('kubeadm version').stdout).toMatch(/^kubeadm version: &version\.Info\{Major:"1", Minor:"30", GitVersion:"v1\.30\./)
})
