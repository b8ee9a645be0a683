import { expect, it } from 'vitest'
import { lint } from './lint-command.ts'

const workload = (kind: string, name: string, containers: string, more = ''): string => `apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: ${name}}}
  ${kind === 'StatefulSet' ? `serviceName: ${name}` : ''}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
${more}
      containers:
${containers}
`
const cron = (name: string, spec: string): string => `apiVersion: batch/v1
kind: CronJob
metadata: {name: ${name}}
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        spec:
${spec}
`

/** What runs well in many clusters, as it is usually written. */
const GOOD: Readonly<Record<string, string>> = {
  nginx: workload(
    'Deployment',
    'nginx',
    `      - name: nginx
        image: nginx:1.27
        ports: [{name: http, containerPort: 80}]
        livenessProbe: {httpGet: {path: /, port: http}, initialDelaySeconds: 5, periodSeconds: 10}
        readinessProbe: {httpGet: {path: /, port: http}}
        lifecycle: {preStop: {exec: {command: [sleep, "10"]}}}
        resources: {requests: {cpu: 50m, memory: 64Mi}, limits: {memory: 128Mi}}`,
  ),
  postgres: workload(
    'StatefulSet',
    'postgres',
    `      - name: postgres
        image: postgres:16
        ports: [{containerPort: 5432}]
        env:
        - {name: POSTGRES_PASSWORD, valueFrom: {secretKeyRef: {name: postgres, key: password}}}
        livenessProbe: {exec: {command: [pg_isready, -U, postgres]}, initialDelaySeconds: 30, timeoutSeconds: 5, failureThreshold: 6}
        readinessProbe: {exec: {command: [pg_isready, -U, postgres]}, timeoutSeconds: 5}
        volumeMounts: [{name: data, mountPath: /var/lib/postgresql/data}]`,
  ).concat(`  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 8Gi}}}
`),
  redis: workload(
    'StatefulSet',
    'redis',
    `      - name: redis
        image: redis:7
        args: [--appendonly, "yes"]
        ports: [{containerPort: 6379}]
        livenessProbe: {exec: {command: [redis-cli, ping]}, timeoutSeconds: 5}
        readinessProbe: {tcpSocket: {port: 6379}}`,
  ),
  backup: cron(
    'backup',
    `          restartPolicy: OnFailure
          containers:
          - {name: backup, image: "shop/backup:1", command: [/backup.sh]}`,
  ),
  report: cron(
    'report',
    `          restartPolicy: Never
          activeDeadlineSeconds: 600
          containers:
          - {name: report, image: "shop/report:1"}`,
  ),
  migrate: `apiVersion: batch/v1
kind: Job
metadata: {name: migrate}
spec:
  backoffLimit: 3
  template:
    spec:
      restartPolicy: Never
      containers:
      - {name: migrate, image: "shop/web:1", command: [./manage.py, migrate]}
`,
  'node-exporter': workload(
    'DaemonSet',
    'node-exporter',
    `      - name: node-exporter
        image: quay.io/prometheus/node-exporter:v1.8.2
        args: [--path.rootfs=/host/root]
        ports: [{name: metrics, containerPort: 9100, hostPort: 9100}]
        livenessProbe: {httpGet: {path: /, port: metrics}}
        readinessProbe: {httpGet: {path: /, port: metrics}}
        volumeMounts: [{name: root, mountPath: /host/root, readOnly: true, mountPropagation: HostToContainer}]`,
    `      hostNetwork: true
      hostPID: true
      tolerations: [{operator: Exists}]
      volumes: [{name: root, hostPath: {path: /}}]`,
  ),
  'log-agent': workload(
    'DaemonSet',
    'log-agent',
    `      - name: agent
        image: fluent/fluent-bit:3.1
        ports: [{name: http, containerPort: 2020}]
        livenessProbe: {httpGet: {path: /api/v1/health, port: http}, initialDelaySeconds: 10}
        volumeMounts: [{name: logs, mountPath: /var/log, readOnly: true}]`,
    `      tolerations: [{operator: Exists, effect: NoSchedule}]
      volumes: [{name: logs, hostPath: {path: /var/log}}]`,
  ),
  coredns: workload(
    'Deployment',
    'coredns',
    `      - name: coredns
        image: registry.k8s.io/coredns/coredns:v1.11.3
        args: [-conf, /etc/coredns/Corefile]
        ports: [{name: dns, containerPort: 53, protocol: UDP}, {name: dns-tcp, containerPort: 53, protocol: TCP}, {name: metrics, containerPort: 9153}]
        livenessProbe: {httpGet: {path: /health, port: 8080, scheme: HTTP}, initialDelaySeconds: 60, timeoutSeconds: 5, successThreshold: 1, failureThreshold: 5}
        readinessProbe: {httpGet: {path: /ready, port: 8181, scheme: HTTP}}
        volumeMounts: [{name: config-volume, mountPath: /etc/coredns, readOnly: true}]`,
    `      priorityClassName: system-cluster-critical
      dnsPolicy: Default
      volumes: [{name: config-volume, configMap: {name: coredns, items: [{key: Corefile, path: Corefile}]}}]`,
  ),
  'ingress-nginx': workload(
    'Deployment',
    'ingress-nginx',
    `      - name: controller
        image: registry.k8s.io/ingress-nginx/controller:v1.11.2
        args: [/nginx-ingress-controller]
        env: [{name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
        ports: [{name: http, containerPort: 80}, {name: https, containerPort: 443}, {name: webhook, containerPort: 8443}]
        lifecycle: {preStop: {exec: {command: [/wait-shutdown]}}}
        livenessProbe: {httpGet: {path: /healthz, port: 10254}, initialDelaySeconds: 10, failureThreshold: 5}
        readinessProbe: {httpGet: {path: /healthz, port: 10254}, initialDelaySeconds: 10}`,
    '      terminationGracePeriodSeconds: 300',
  ),
  java: workload(
    'Deployment',
    'java',
    `      - name: app
        image: shop/orders:1
        ports: [{name: http, containerPort: 8080}]
        startupProbe: {httpGet: {path: /actuator/health/liveness, port: http}, periodSeconds: 10, failureThreshold: 30}
        livenessProbe: {httpGet: {path: /actuator/health/liveness, port: http}}
        readinessProbe: {httpGet: {path: /actuator/health/readiness, port: http}}`,
  ),
  grpc: workload(
    'Deployment',
    'grpc',
    `      - name: app
        image: shop/prices:1
        ports: [{containerPort: 50051}]
        livenessProbe: {grpc: {port: 50051}, initialDelaySeconds: 5}
        readinessProbe: {grpc: {port: 50051, service: ready}}`,
  ),
  sidecar: workload(
    'Deployment',
    'sidecar',
    `      - name: app
        image: shop/web:1
        ports: [{containerPort: 8080}]
        livenessProbe: {httpGet: {path: /healthz, port: 8080}, periodSeconds: 5}`,
    `      initContainers:
      - name: proxy
        image: envoyproxy/envoy:v1.31.0
        restartPolicy: Always
        ports: [{containerPort: 9901}]
        startupProbe: {httpGet: {path: /ready, port: 9901}, periodSeconds: 2}`,
  ),
  init: workload(
    'Deployment',
    'init',
    `      - {name: app, image: "shop/web:1", ports: [{containerPort: 8080}], readinessProbe: {tcpSocket: {port: 8080}}}`,
    `      initContainers:
      - {name: wait, image: "busybox:1.36", command: [sh, -c, "sleep 5"]}`,
  ),
  worker: workload('Deployment', 'worker', `      - {name: worker, image: "shop/worker:1", command: [celery, -A, shop, worker]}`),
  kafka: workload(
    'StatefulSet',
    'kafka',
    `      - name: kafka
        image: apache/kafka:3.8.0
        ports: [{name: client, containerPort: 9092}]
        startupProbe: {tcpSocket: {port: client}, failureThreshold: 30}
        livenessProbe: {tcpSocket: {port: client}}
        readinessProbe: {tcpSocket: {port: client}}`,
    '      terminationGracePeriodSeconds: 120',
  ),
  'metrics-server': workload(
    'Deployment',
    'metrics-server',
    `      - name: metrics-server
        image: registry.k8s.io/metrics-server/metrics-server:v0.7.2
        args: [--secure-port=10250]
        ports: [{name: https, containerPort: 10250}]
        livenessProbe: {httpGet: {path: /livez, port: https, scheme: HTTPS}, failureThreshold: 3}
        readinessProbe: {httpGet: {path: /readyz, port: https, scheme: HTTPS}, initialDelaySeconds: 20}
        volumeMounts: [{name: tmp, mountPath: /tmp}]`,
    '      volumes: [{name: tmp, emptyDir: {}}]',
  ),
  'cert-manager': workload(
    'Deployment',
    'cert-manager',
    `      - name: cert-manager
        image: quay.io/jetstack/cert-manager-controller:v1.15.3
        args: [--v=2]
        ports: [{name: http-metrics, containerPort: 9402}, {name: http-healthz, containerPort: 9403}]
        livenessProbe: {httpGet: {path: /livez, port: http-healthz}, initialDelaySeconds: 10, timeoutSeconds: 15, failureThreshold: 8}`,
    '      securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}',
  ),
  prometheus: workload(
    'StatefulSet',
    'prometheus',
    `      - name: prometheus
        image: quay.io/prometheus/prometheus:v2.54.1
        ports: [{name: web, containerPort: 9090}]
        startupProbe: {httpGet: {path: /-/ready, port: web}, periodSeconds: 15, failureThreshold: 60, timeoutSeconds: 3}
        livenessProbe: {httpGet: {path: /-/healthy, port: web}, timeoutSeconds: 3, failureThreshold: 6}
        readinessProbe: {httpGet: {path: /-/ready, port: web}, timeoutSeconds: 3}`,
  ),
  'script of a ConfigMap': workload(
    'StatefulSet',
    'runner',
    `      - name: runner
        image: gitlab/gitlab-runner:v17
        command: [/scripts/run.sh]
        ports: [{containerPort: 9252}]
        volumeMounts: [{name: scripts, mountPath: /scripts}]`,
    `      serviceAccountName: runner
      volumes: [{name: scripts, projected: {sources: [{configMap: {name: scripts, items: [{key: run.sh, path: run.sh, mode: 493}]}}]}}]`,
  ),
  'cache of a node’s names': workload(
    'DaemonSet',
    'node-local',
    `      - name: cache
        image: registry.k8s.io/dns/k8s-dns-node-cache:1.23.1
        args: [-localip, "169.254.20.10,10.96.0.10", -conf, /etc/Corefile]
        ports: [{containerPort: 53, protocol: UDP}]
        livenessProbe: {httpGet: {host: 169.254.20.10, path: /health, port: 8080}, initialDelaySeconds: 60}`,
    '      hostNetwork: true',
  ),
  pod: `apiVersion: v1
kind: Pod
metadata: {name: debug}
spec:
  restartPolicy: Never
  containers:
  - {name: shell, image: "busybox:1.36", command: [sleep, "3600"]}
`,
}

it('finds no error in what runs well', () => {
  expect(Object.keys(GOOD)).toHaveLength(22)
  const found = Object.entries(GOOD).flatMap(([name, text]) => {
    let out = ''
    lint([`${name}.yaml`, '--release', '1.34', '--format', 'json'], {
      out: (more) => void (out += more),
      err: (said) => {
        throw new Error(`${name}: ${said}`)
      },
      read: (path) => {
        if (path !== `${name}.yaml`) throw new Error('not here')
        return text
      },
      write: () => {},
      filesAt: (path) => [path],
    })
    const { findings, targets } = JSON.parse(out) as { targets: unknown[]; findings: { rule: string; severity: string; message: string }[] }
    if (targets.length !== 1) throw new Error(`${name}: ${targets.length} pods were tried`)
    return findings.filter(({ severity }) => severity === 'error').map(({ rule, message }) => `${name}: ${rule}: ${message}`)
  })
  expect(found).toEqual([])
})
