import { describe, expect, it } from 'vitest'
import { releaseOf } from '../../sim/release/release.ts'
import { readManifest } from '../parse.ts'

// The cases of upstream's validation_test.go, written anew: what a kubelet says of a field, of 1.37 where the row names no other release.

const FIRM = 'requiredDuringSchedulingIgnoredDuringExecution'
const SOFT = 'preferredDuringSchedulingIgnoredDuringExecution'
const NODE_TERMS = `affinity.nodeAffinity.${FIRM}.nodeSelectorTerms`
const VOLUMES = ['b', 'c'].map((name) => `{name: ${name}, persistentVolumeClaim: {claimName: ${name}}}`).join(', ')

/** Where a row's fields stand: the path that its errors begin with, and the pod around them, `@`. */
const PLACES: Readonly<Record<string, readonly [path: string, spec: string]>> = {
  meta: ['metadata', ''],
  spec: ['spec', '@'],
  'pod-security': ['spec.securityContext', 'securityContext: @'],
  init: ['spec.initContainers[0]', 'initContainers: [@]'],
  volume: ['spec.volumes[0]', 'volumes: [@]'],
  file: ['spec.volumes[0].downwardAPI', 'volumes: [{name: v, downwardAPI: {items: [@]}}]'],
  token: ['spec.volumes[0].projected', 'serviceAccountName: s, volumes: [{name: v, projected: {sources: [{serviceAccountToken: @}]}}]'],
  terms: [`spec.${NODE_TERMS}`, `affinity: {nodeAffinity: {${FIRM}: {nodeSelectorTerms: @}}}`],
  expression: [
    `spec.${NODE_TERMS}[0].matchExpressions[0]`,
    `affinity: {nodeAffinity: {${FIRM}: {nodeSelectorTerms: [{matchExpressions: [@]}]}}}`,
  ],
  field: [`spec.${NODE_TERMS}[0].matchFields[0]`, `affinity: {nodeAffinity: {${FIRM}: {nodeSelectorTerms: [{matchFields: [@]}]}}}`],
  preferred: [`spec.affinity.nodeAffinity.${SOFT}[0]`, `affinity: {nodeAffinity: {${SOFT}: [@]}}`],
  beside: [`spec.affinity.podAffinity.${FIRM}[0]`, `affinity: {podAffinity: {${FIRM}: [@]}}`],
  apart: [`spec.affinity.podAntiAffinity.${FIRM}[0]`, `affinity: {podAntiAffinity: {${FIRM}: [@]}}`],
  'rather-apart': [`spec.affinity.podAntiAffinity.${SOFT}[0]`, `affinity: {podAntiAffinity: {${SOFT}: [@]}}`],
  main: ['spec.containers[0]', '@'],
  ...Object.fromEntries(
    Object.entries({
      mount: 'volumeMounts',
      device: 'volumeDevices',
      resources: 'resources',
      probe: 'livenessProbe',
      readiness: 'readinessProbe',
      startup: 'startupProbe',
      lifecycle: 'lifecycle',
      security: 'securityContext',
    }).map(([place, field]) => [place, [`spec.containers[0].${field}`, `${field}: @`]] as const),
  ),
}
const OF_MAIN = new Set(['main', 'mount', 'device', 'resources', 'probe', 'readiness', 'startup', 'lifecycle', 'security'])

const inner = (fields: string): string => fields.slice(1, -1)
/** The fields that a row names, and those that the place cannot do without. */
const filled = (fields: string, needed: readonly string[]): string =>
  `{${[...needed.filter((field) => !new RegExp(`^\\{([^{[]*, )?${field.split(':')[0]}:`).test(fields)), inner(fields)].filter(Boolean).join(', ')}}`

function manifestOf(place: string, fields: string): string {
  const spec = PLACES[place]![1]
  const at = (value: string) => spec.replace('@', () => value)
  const main = `{name: main, image: i${OF_MAIN.has(place) ? `, ${at(place === 'main' ? inner(fields) : fields)}` : ''}}`
  const needed = OF_MAIN.has(place) ? ['containers: [@]', `volumes: [{name: v, emptyDir: {}}, ${VOLUMES}]`] : ['containers: [@]']
  const own = { init: filled(fields, ['name: i', 'image: i']), volume: filled(fields, ['name: v']), spec: inner(fields) }[place] ?? fields
  const whole = filled(`{${OF_MAIN.has(place) ? '' : at(own)}}`, needed).replace('[@]', () => `[${main}]`)
  return `apiVersion: v1\nkind: Pod\nmetadata: ${place === 'meta' ? filled(fields, ['name: a']) : '{name: a}'}\nspec: ${whole}\n`
}

/** Gates other than by default, with `@gates`. */
const GATES = { http2: true, grpcTls: true, restartAll: false }

/** Without the place's path, the long lists, and the patterns that names.ts has. */
function said(place: string, on: string, fields: string): string {
  const release = releaseOf(on === '' || on === 'gates' ? '1.37' : on)
  const written = fields.replaceAll(/(\w)\*(\d+)/g, (_, letter: string, count: string) => letter.repeat(Number(count)))
  const { error } = readManifest(manifestOf(place, written), {
    file: '/x.yaml',
    nodeName: 'n',
    release,
    ...(on === 'gates' ? { gates: GATES } : {}),
  })
  // the pod itself is fine; that it stands in a file comes after
  if (error === undefined || error.includes('static pods may not reference')) return 'fine'
  const path = PLACES[place]![0]
  return [...'.[:']
    .reduce((text, next) => text.replaceAll(path + next, next), error)
    .replace(/^.*?: invalid pod: \[/, '')
    .replace(/\]$/, '')
    .replaceAll(/(\w)\1{14,}/g, (run, letter: string) => `${letter}*${run.length}`)
    .replaceAll(/ \(e\.g\. '.*?'\)/g, '')
    .replaceAll(/ consist of (?:lower case )?alphanumeric characters.*?alphanumeric character\b/g, ' consist of…')
    .replace(/"SIGABRT".*"SIGXFSZ"/, '"SIGABRT"…')
    .replace(/\{"Capabilities".*\}(?=:)/, '{…}')
}

/** `PLACE[@RELEASE] FIELDS → what is said`, under headings; `a*64` is the letter as often. */
const TABLE = `
# what holds for the metadata
meta {namespace: team} → fine
meta {namespace: a.b} → .namespace: Invalid value: "a.b": must not contain dots
meta {generateName: b-} → fine
meta {generateName: b--} → fine
meta {generateName: B} → .generateName: Invalid value: "B": a lowercase RFC 1123 subdomain must consist of…
meta {generation: -1} → .generation: Invalid value: -1: must be greater than or equal to 0
meta {generation: 0} → fine
meta {ownerReferences: [{apiVersion: v1, kind: Node, name: a, uid: a, controller: true}, {apiVersion: v1, kind: Node, name: b, uid: b, controller: true}, {apiVersion: v1, kind: Node, name: c, uid: c, controller: true}]} → .ownerReferences: Invalid value: [{"apiVersion":"v1","kind":"Node","name":"a","uid":"a","controller":true},{"apiVersion":"v1","kind":"Node","name":"b","uid":"b","controller":true},{"apiVersion":"v1","kind":"Node","name":"c","uid":"c","controller":true}]: Only one reference can have Controller set to true. Found "true" in references for Node/a and Node/b .ownerReferences: Invalid value: [{"apiVersion":"v1","kind":"Node","name":"a","uid":"a","controller":true},{"apiVersion":"v1","kind":"Node","name":"b","uid":"b","controller":true},{"apiVersion":"v1","kind":"Node","name":"c","uid":"c","controller":true}]: Only one reference can have Controller set to true. Found "true" in references for Node/a and Node/c
security {seccompProfile: {type: Localhost, localhostProfile: ""}} → fine
meta {labels: {a/b/c: x}} → .labels: Invalid value: "a/b/c": a valid label key must consist of… with an optional DNS subdomain prefix and '/'
meta {labels: {/b: x}} → .labels: Invalid value: "/b": prefix part must be non-empty
meta {labels: {a/: x}} → .labels: Invalid value: "a/": name part must be non-empty .labels: Invalid value: "a/": name part must consist of…
meta {labels: {A/b: x}} → .labels: Invalid value: "A/b": prefix part a lowercase RFC 1123 subdomain must consist of…
meta {labels: {a.b/c: x}} → fine
meta {labels: {b: x., a: -y}} → .labels: Invalid value: "-y": a valid label must be an empty string or consist of… .labels: Invalid value: "x.": a valid label must be an empty string or consist of…
meta {annotations: {A/b: x}} → fine
meta {annotations: {a b: x}} → .annotations: Invalid value: "a b": name part must consist of…
meta {finalizers: [kubernetes, orphan, a.b/c]} → fine
meta {finalizers: [foreground]} → .finalizers[0]: Invalid value: "foreground": name is neither a standard finalizer name nor is it fully qualified
meta {finalizers: [a/b/c]} → .finalizers: Invalid value: "a/b/c": a valid label key must consist of… with an optional DNS subdomain prefix and '/'
# what holds for the whole pod
spec {restartPolicy: ""} → fine
spec {restartPolicy: onFailure} → .restartPolicy: Unsupported value: "onFailure": supported values: "Always", "OnFailure", "Never"
spec {dnsPolicy: ClusterFirstWithHostNet} → fine
spec {dnsPolicy: clusterFirst} → .dnsPolicy: Unsupported value: "clusterFirst": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"
spec {dnsPolicy: None, dnsConfig: {}} → .dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when \`dnsPolicy\` is None
spec {dnsPolicy: None, dnsConfig: {nameservers: [1.1.1.1]}} → fine
spec {dnsConfig: {nameservers: [1.1.1.1, 1.1.1.2, 1.1.1.3]}} → fine
spec {dnsConfig: {nameservers: [1.1.1.1, 1.1.1.2, 1.1.1.3, 1.1.1.4]}} → .dnsConfig.nameservers: Invalid value: ["1.1.1.1","1.1.1.2","1.1.1.3","1.1.1.4"]: must not have more than 3 nameservers
spec {dnsConfig: {nameservers: [1.1.1.256]}} → .dnsConfig.nameservers[0]: Invalid value: "1.1.1.256": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)
spec {dnsConfig: {nameservers: ["::1", "fe80::1:2", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4"]}} → .dnsConfig.nameservers: Invalid value: ["::1","fe80::1:2","1:2:3:4:5:6:7:8","::ffff:1.2.3.4"]: must not have more than 3 nameservers .dnsConfig.nameservers[3]: Invalid value: "::ffff:1.2.3.4": must not be an IPv4-mapped IPv6 address
spec {dnsConfig: {nameservers: ["1:2:3:4:5:6:7:8:9"]}} → .dnsConfig.nameservers[0]: Invalid value: "1:2:3:4:5:6:7:8:9": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)
spec {dnsConfig: {nameservers: [":::1"]}} → .dnsConfig.nameservers[0]: Invalid value: ":::1": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)
spec {dnsConfig: {searches: [a.b, c., .]}} → fine
spec {dnsConfig: {searches: [A.b]}} → .dnsConfig.searches[0]: Invalid value: "A.b": a lowercase RFC 1123 subdomain must consist of…
spec {dnsConfig: {options: [{name: ndots, value: "5"}]}} → fine
spec {dnsConfig: {options: [{value: "5"}]}} → .dnsConfig.options[0]: Required value: must not be empty
spec {nodeSelector: {a: b}} → fine
spec {nodeSelector: {a: -}} → .nodeSelector: Invalid value: "-": a valid label must be an empty string or consist of…
spec {readinessGates: [{conditionType: a.b/c}]} → fine
spec {readinessGates: [{conditionType: a b}]} → .readinessGates[0].conditionType: Invalid value: "a b": name part must consist of…
spec {readinessGates: [{}]} → .readinessGates[0].conditionType: Invalid value: "": name part must be non-empty .readinessGates[0].conditionType: Invalid value: "": name part must consist of…
spec {schedulingGates: [{name: a}]} → .nodeName: Forbidden: cannot be set until all schedulingGates have been cleared
spec {schedulingGates: [{name: a}, {name: a}]} → .schedulingGates[1]: Duplicate value: "a" .nodeName: Forbidden: cannot be set until all schedulingGates have been cleared
spec {hostUsers: false} → fine
spec {hostUsers: false, hostNetwork: true} → .hostNetwork: Forbidden: when \`hostUsers\` is false
spec {hostUsers: false, hostPID: true} → .HostPID: Forbidden: when \`hostUsers\` is false
spec {hostUsers: false, hostIPC: true} → .HostIPC: Forbidden: when \`hostUsers\` is false
spec {hostUsers: true, hostPID: true} → fine
spec {topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}]} → fine
spec {topologySpreadConstraints: [{maxSkew: 0, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}]} → .topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero
spec {topologySpreadConstraints: [{maxSkew: 1, whenUnsatisfiable: DoNotSchedule}]} → .topologySpreadConstraints[0].topologyKey: Required value: can not be empty
spec {topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: Never}]} → .topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Never": supported values: "DoNotSchedule", "ScheduleAnyway"
spec {topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {a: b c}}}]} → .topologySpreadConstraints[0].labelSelector.matchLabels: Invalid value: "b c": a valid label must be an empty string or consist of…
spec {activeDeadlineSeconds: 0} → .activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive
spec {activeDeadlineSeconds: 1} → fine
spec {restartPolicy: Never, containers: [{name: a, image: b, resizePolicy: [{resourceName: cpu}]}]} → .containers[0].resizePolicy: Required value .containers[0].resizePolicy: Invalid value: "": must be 'NotRequired' when pod \`restartPolicy\` is 'Never'
spec {activeDeadlineSeconds: 2147483647} → fine
spec {hostname: a.b} → .hostname: Invalid value: "a.b": must not contain dots
spec {hostname: ab} → fine
spec {subdomain: A} → .subdomain: Invalid value: "A": a lowercase RFC 1123 label must consist of…
spec {serviceAccountName: A} → .serviceAccountName: Invalid value: "A": a lowercase RFC 1123 subdomain must consist of…
spec {priorityClassName: a_b} → .priorityClassName: Invalid value: "a_b": a lowercase RFC 1123 subdomain must consist of…
spec {runtimeClassName: a_b} → .runtimeClassName: Invalid value: "a_b": a lowercase RFC 1123 subdomain must consist of…
spec {preemptionPolicy: Never} → fine
spec {preemptionPolicy: never} → .preemptionPolicy: Unsupported value: "never": supported values: "PreemptLowerPriority", "Never"
spec {hostAliases: [{ip: "::1", hostnames: [a.b]}]} → fine
spec {hostAliases: [{ip: 1.2.3}]} → .hostAliases[0].ip: Invalid value: "1.2.3": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)
spec {os: {name: windows}} → fine
spec {os: {name: darwin}} → .os: Unsupported value: "darwin": supported values: "linux", "windows"
spec {resources: {limits: {cpu: 1, memory: 1Gi}}} → fine
main {resources: {requests: {cpu: 999500u}, limits: {cpu: 1}}} → fine
main {resources: {requests: {cpu: 1000001u}, limits: {cpu: 1}}} → .resources.requests: Invalid value: "1001m": must be less than or equal to cpu limit of 1
spec {resources: {limits: {ephemeral-storage: 1Gi}}} → .resources.limits[ephemeral-storage]: Unsupported value: "ephemeral-storage": supported values: "cpu", "hugepages-", "memory"
spec {resources: {requests: {cpu: 399m, memory: 128Mi}}, containers: [{name: a, image: i, resources: {requests: {cpu: 200m, memory: 64Mi}}}, {name: b, image: i, resources: {requests: {cpu: 0.2, memory: 65536Ki}}}]} → .resources.requests[cpu]: Invalid value: "399m": must be greater than or equal to aggregate container requests of 400m
spec {resources: {requests: {cpu: 400m}}, containers: [{name: a, image: i, resources: {requests: {cpu: 200m}}}, {name: b, image: i, resources: {limits: {cpu: 0.2}}}]} → fine
spec@1.33 {resources: {requests: {cpu: 100m}}, containers: [{name: a, image: i, resources: {requests: {cpu: 200m}}}]} → fine
spec {resources: {requests: {memory: 1Gi}}, containers: [{name: a, image: i, resources: {requests: {memory: 1000Mi}}}, {name: b, image: i, resources: {requests: {memory: 25M}}}]} → fine
spec {resources: {requests: {cpu: 1}}, initContainers: [{name: i, image: i, resources: {requests: {cpu: 1}}}, {name: j, image: i, restartPolicy: Always, resources: {requests: {cpu: 300m}}}, {name: k, image: i, resources: {requests: {cpu: 800m}}}]} → .resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 1100m
spec {resources: {requests: {cpu: 1}}, initContainers: [{name: j, image: i, restartPolicy: Always, resources: {requests: {cpu: 300m}}}], containers: [{name: a, image: i, resources: {requests: {cpu: 701m}}}]} → .resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 1001m
spec {resources: {limits: {cpu: 1}}, containers: [{name: a, image: i, resources: {requests: {cpu: 2}}}]} → .resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1
spec {resources: {limits: {memory: 1Gi}}, containers: [{name: a, image: i, resources: {requests: {cpu: 2}}}]} → fine
spec {resources: {limits: {cpu: 1}}, containers: [{name: a, image: i, resources: {limits: {cpu: 1001m}}}]} → .resources.requests: Invalid value: "1001m": must be less than or equal to cpu limit of 1 .resources.containers[0][cpu].limits: Invalid value: "1001m": must be less than or equal to pod limits of 1
spec {resources: {limits: {cpu: 1, hugepages-2Mi: 2Mi}, requests: {hugepages-2Mi: 2Mi}}, containers: [{name: a, image: i, resources: {limits: {cpu: 1, hugepages-2Mi: 4Mi}}}]} → .resources.requests[hugepages-2Mi]: Invalid value: "2Mi": must be greater than or equal to aggregate container requests of 4Mi .resources.limits[hugepages-2Mi]: Invalid value: "2Mi": must be greater than or equal to aggregate container limits of 4Mi .resources.containers[0][hugepages-2Mi].limits: Invalid value: "4Mi": must be less than or equal to pod limits of 2Mi
spec {resources: {requests: {cpu: 1}}, containers: [{name: a, image: i, resources: {limits: {cpu: 1, hugepages-2Mi: 4Mi}}}]} → fine
spec {resources: {requests: {cpu: 1, hugepages-2Mi: 4Mi}}, containers: [{name: a, image: i, resources: {limits: {cpu: 1, hugepages-2Mi: 4Mi}}}]} → .resources.limits: Required value: Limit must be set for non overcommitable resources
spec {resources: {limits: {cpu: 1, hugepages-2Mi: 2Mi}}, containers: [{name: a, image: i, resources: {limits: {cpu: 1, hugepages-2Mi: 4Mi}}}]} → .resources.requests[hugepages-2Mi]: Invalid value: "2Mi": must be greater than or equal to aggregate container requests of 4Mi .resources.limits[hugepages-2Mi]: Invalid value: "2Mi": must be greater than or equal to aggregate container limits of 4Mi .resources.containers[0][hugepages-2Mi].limits: Invalid value: "4Mi": must be less than or equal to pod limits of 2Mi
# what a pod bears with
spec {tolerations: [{operator: Exists}]} → fine
spec {tolerations: [{key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 5}]} → fine
spec {tolerations: [{key: a, operator: Exists, effect: NoSchedule, tolerationSeconds: 5}]} → .tolerations[0].effect: Invalid value: "NoSchedule": effect must be 'NoExecute' when \`tolerationSeconds\` is set
spec {tolerations: [{key: a, operator: Exists, tolerationSeconds: 5}]} → .tolerations[0].effect: Invalid value: "": effect must be 'NoExecute' when \`tolerationSeconds\` is set
spec {tolerations: [{key: a, operator: Exists, value: x}]} → .tolerations[0].operator: Invalid value: "x": value must be empty when \`operator\` is 'Exists'
spec {tolerations: [{key: a, value: x}]} → fine
spec {tolerations: [{key: a, value: x y}]} → .tolerations[0].operator: Invalid value: "x y": a valid label must be an empty string or consist of…
spec {tolerations: [{key: a b, value: x}]} → .tolerations[0].key: Invalid value: "a b": name part must consist of…
spec {tolerations: [{key: a, operator: Equal, value: x, effect: NoRun}]} → .tolerations[0].effect: Unsupported value: "NoRun": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"
spec {tolerations: [{key: a, operator: Gt, value: "1"}]} → .tolerations[0].operator: Unsupported value: "Gt": supported values: "Equal", "Exists", "Lt", "Gt"
spec {tolerations: [{operator: Equal}]} → .tolerations[0].operator: Invalid value: "Equal": operator must be Exists when \`key\` is empty, which means "match all values and all keys"
# where a pod wants to run
terms [] → : Required value: must have at least one node selector term
expression {key: a, operator: In, values: [b]} → fine
expression {key: a, operator: In} → .values: Required value: must be specified when \`operator\` is 'In' or 'NotIn'
expression {key: a, operator: NotIn, values: []} → .values: Required value: must be specified when \`operator\` is 'In' or 'NotIn'
expression {key: a, operator: Exists, values: [b]} → .values: Forbidden: may not be specified when \`operator\` is 'Exists' or 'DoesNotExist'
expression {key: a, operator: DoesNotExist} → fine
expression {key: a, operator: Gt, values: ["1"]} → fine
expression {key: a, operator: Lt, values: ["1", "2"]} → .values: Required value: must be specified single value when \`operator\` is 'Lt' or 'Gt'
expression {key: a, operator: Near, values: [b]} → .operator: Invalid value: "Near": not a valid selector operator
expression {key: a b, operator: Exists} → .key: Invalid value: "a b": name part must consist of…
field {key: metadata.name, operator: In, values: [b]} → fine
field {key: metadata.name, operator: Exists, values: [b]} → .operator: Invalid value: "Exists": not a valid selector operator
field {key: metadata.name, operator: In, values: [b, c]} → .values: Required value: must be only one value when \`operator\` is 'In' or 'NotIn' for node field selector
field {key: metadata.uid, operator: In, values: [b]} → .key: Invalid value: "metadata.uid": not a valid field selector key
field {key: metadata.name, operator: In, values: [B]} → .values[0]: Invalid value: "B": a lowercase RFC 1123 subdomain must consist of…
preferred {weight: 1, preference: {}} → fine
preferred {weight: 0, preference: {}} → .weight: Invalid value: 0: must be in the range 1-100
preferred {weight: 100, preference: {matchExpressions: [{key: a, operator: In}]}} → .preference.matchExpressions[0].values: Required value: must be specified when \`operator\` is 'In' or 'NotIn'
preferred {weight: 101, preference: {}} → .weight: Invalid value: 101: must be in the range 1-100
beside {topologyKey: zone, labelSelector: {matchLabels: {a: b}}, namespaces: [x]} → fine
beside {labelSelector: {}} → .topologyKey: Required value: can not be empty .topologyKey: Invalid value: "": name part must be non-empty .topologyKey: Invalid value: "": name part must consist of…
beside {topologyKey: zone, namespaces: [A]} → .namespace: Invalid value: "A": a lowercase RFC 1123 label must consist of…
apart {topologyKey: a b} → .topologyKey: Invalid value: "a b": name part must consist of…
apart {topologyKey: zone, labelSelector: {matchExpressions: [{key: a, operator: Gt, values: ["1"]}]}} → .labelSelector.matchExpressions[0].operator: Invalid value: "Gt": not a valid selector operator
rather-apart {weight: 101, podAffinityTerm: {topologyKey: zone}} → .weight: Invalid value: 101: must be in the range 1-100
rather-apart {weight: 1, podAffinityTerm: {topologyKey: zone, namespaceSelector: {matchExpressions: [{key: a, operator: In}]}}} → .podAffinityTerm.namespaceSelector.matchExpressions[0].values: Required value: must be specified when \`operator\` is 'In' or 'NotIn'
# what may be mounted
volume {} → fine
volume {emptyDir: {}, hostPath: {path: /x}} → .hostPath: Forbidden: may not specify more than 1 volume type
volume {name: V, emptyDir: {}} → .name: Invalid value: "V": a lowercase RFC 1123 label must consist of…
volume {name: "", emptyDir: {}} → .name: Required value
volume {emptyDir: {sizeLimit: 1Gi}} → fine
volume {emptyDir: {sizeLimit: -1}} → .emptyDir.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity
volume {hostPath: {path: /x, type: Directory}} → fine
volume {hostPath: {path: /x, type: Folder}} → .hostPath.type: Unsupported value: "Folder": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"
volume {hostPath: {path: a..b}} → fine
volume {nfs: {server: s, path: /x}} → fine
volume {nfs: {server: s, path: x}} → .nfs.path: Invalid value: "x": must be an absolute path
volume {nfs: {path: /x}} → .nfs.server: Required value
volume {gitRepo: {}} → .gitRepo.repository: Required value
volume {gitRepo: {repository: r, directory: /x}} → .gitRepo.directory: Invalid value: "/x": must be a relative path
volume {gitRepo: {repository: r, directory: ../x}} → .gitRepo.directory: Invalid value: "../x": must not contain '..'
volume {gcePersistentDisk: {pdName: p, partition: 255}} → fine
volume {gcePersistentDisk: {pdName: p, partition: 256}} → .persistentDisk.partition: Invalid value: 256: must be between 1 and 255, inclusive
volume {awsElasticBlockStore: {partition: -1}} → .awsElasticBlockStore.volumeID: Required value .awsElasticBlockStore.partition: Invalid value: -1: must be between 1 and 255, inclusive
volume {cephfs: {monitors: [m]}, downwardAPI: {}} → .downwarAPI: Forbidden: may not specify more than 1 volume type
volume {secret: {secretName: s, items: [{key: k, path: p, mode: 511}]}} → fine
volume {secret: {secretName: s, items: [{path: p, mode: 512}]}} → .secret.items[0].key: Required value .secret.items[0].mode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive
volume {secret: {secretName: s, items: [{key: k, path: /p}]}} → .secret.items[0].path: Invalid value: "/p": must be a relative path
volume {secret: {secretName: s, items: [{key: k, path: ..p}]}} → .secret.items[0].path: Invalid value: "..p": must not start with '..'
volume {configMap: {name: c, items: [{key: k, path: ../p}]}} → .configMap.items[0].path: Invalid value: "../p": must not contain '..'
volume {configMap: {name: c, items: [{key: k}], defaultMode: -1}} → .configMap.defaultMode: Invalid value: -1: must be a number between 0 and 0777 (octal), both inclusive .configMap.items[0].path: Required value
file {path: p, fieldRef: {fieldPath: metadata.labels}} → fine
file {path: p, fieldRef: {fieldPath: spec.nodeName}} → .fieldRef.fieldPath: Unsupported value: "spec.nodeName": supported values: "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"
file {path: p, fieldRef: {fieldPath: "metadata.labels['a']"}} → fine
file {path: p, fieldRef: {fieldPath: "metadata.labels['a b']"}} → .fieldRef: Invalid value: "a b": name part must consist of…
file {path: p, fieldRef: {fieldPath: "metadata.name['a']"}} → .fieldRef.fieldPath: Invalid value: "metadata.name['a']": error converting fieldPath: field label does not support subscript: metadata.name['a']
file {path: p} → : Required value: one of fieldRef and resourceFieldRef is required
file {fieldRef: {fieldPath: metadata.uid}} → .path: Required value
file {path: p, fieldRef: {fieldPath: metadata.uid}, resourceFieldRef: {containerName: main, resource: limits.cpu}} → : Invalid value: "resource": fieldRef and resourceFieldRef can not be specified simultaneously
file {path: p, resourceFieldRef: {resource: limits.cpu}} → .resourceFieldRef.containerName: Required value
file {path: p, resourceFieldRef: {containerName: main, resource: limits.memory, divisor: 1Mi}} → fine
file {path: p, resourceFieldRef: {containerName: main, resource: limits.memory, divisor: 1m}} → .resourceFieldRef.divisor: Invalid value: "limits.memory": only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the memory resource
file {path: p, resourceFieldRef: {containerName: main, resource: limits.cpu, divisor: 1m}} → fine
file {path: p, resourceFieldRef: {containerName: main, resource: requests.cpu, divisor: 1k}} → .resourceFieldRef.divisor: Invalid value: "requests.cpu": only divisor's values 1m and 1 are supported with the cpu resource
file {path: p, resourceFieldRef: {containerName: main, resource: limits.pods}} → .resourceFieldRef.resource: Unsupported value: "limits.pods": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"
volume {projected: {sources: [{secret: {name: s, items: [{key: k, path: p}]}}, {configMap: {name: c, items: [{key: k, path: p}]}}]}} → .projected: Invalid value: "c": conflicting duplicate paths
volume {projected: {sources: [{secret: {}}]}} → .projected.sources[0].secret.name: Required value
volume {projected: {defaultMode: 512, sources: []}} → .projected.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive
volume {projected: {sources: [{downwardAPI: {items: [{path: p, fieldRef: {fieldPath: metadata.name}}, {path: p, fieldRef: {fieldPath: metadata.uid}}]}}]}} → .projected: Invalid value: "p": conflicting duplicate paths
volume {projected: {sources: [{serviceAccountToken: {path: p}}]}} → .projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set
token {path: p, expirationSeconds: 600} → fine
token {path: p, expirationSeconds: 599} → .sources[0].serviceAccountToken.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes
token {path: p, expirationSeconds: 4294967296} → fine
token {path: p, expirationSeconds: 4294967297} → .sources[0].serviceAccountToken.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds
token {expirationSeconds: 600} → .path: Required value
token {path: ..p} → .path: Invalid value: "..p": must not start with '..'
# what every container must have
spec {containers: []} → .containers: Required value
spec {containers: [{name: a, image: i}, {name: a, image: i}]} → .containers[1].name: Duplicate value: "a"
spec {containers: [{name: a}]} → .containers[0].image: Required value
spec {containers: [{image: i}]} → .containers[0].name: Required value
spec {containers: [{name: A, image: i}]} → .containers[0].name: Invalid value: "A": a lowercase RFC 1123 label must consist of…
spec {containers: [{name: a, image: " i"}]} → .containers[0].image: Invalid value: " i": must not have leading or trailing whitespace
main {imagePullPolicy: Sometimes} → .imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"
main {terminationMessagePolicy: Log} → .terminationMessagePolicy: Unsupported value: "Log": supported values: "File", "FallbackToLogsOnError"
main {ports: [{containerPort: 1}, {containerPort: 65535}]} → fine
main {ports: [{containerPort: 65536}]} → .ports[0].containerPort: Invalid value: 65536: must be between 1 and 65535, inclusive
main {ports: [{name: web}]} → .ports[0].containerPort: Required value
main {ports: [{name: web, containerPort: 1}, {name: web, containerPort: 2}]} → .ports[1].name: Duplicate value: "web"
main {ports: [{name: sixteen-letters-, containerPort: 1}]} → .ports[0].name: Invalid value: "sixteen-letters-": must be no more than 15 characters .ports[0].name: Invalid value: "sixteen-letters-": must not begin or end with a hyphen
main {ports: [{name: a--b, containerPort: 1}]} → .ports[0].name: Invalid value: "a--b": must not contain consecutive hyphens
main {ports: [{name: -ab, containerPort: 1}]} → .ports[0].name: Invalid value: "-ab": must not begin or end with a hyphen
main {ports: [{name: "12", containerPort: 1}]} → .ports[0].name: Invalid value: "12": must contain at least one letter (a-z)
main {ports: [{containerPort: 1, hostPort: 65536}]} → .ports[0].hostPort: Invalid value: 65536: must be between 1 and 65535, inclusive
main {ports: [{containerPort: 1, protocol: HTTP}]} → .ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"
main {ports: [{containerPort: 1, protocol: UDP}, {containerPort: 1, protocol: SCTP}]} → fine
main {ports: [{containerPort: 1, hostPort: 8}, {containerPort: 2, hostPort: 8}]} → .ports[1].hostPort: Duplicate value: "TCP//8"
main {ports: [{containerPort: 1, hostPort: 8}, {containerPort: 2, hostPort: 8, protocol: UDP}]} → fine
main {ports: [{containerPort: 1, hostPort: 8, hostIP: 1.2.3.4}, {containerPort: 2, hostPort: 8, hostIP: 1.2.3.5}]} → fine
spec {containers: [{name: a, image: i, ports: [{containerPort: 1, hostPort: 8}]}, {name: b, image: i, ports: [{containerPort: 1, hostPort: 8}]}]} → .containers[1].ports[0].hostPort: Duplicate value: "TCP//8"
spec {hostNetwork: true, containers: [{name: a, image: i, ports: [{containerPort: 1, hostPort: 8}]}]} → .containers[0].ports[0].hostPort: Invalid value: 8: must match \`containerPort\` when \`hostNetwork\` is true
spec {hostNetwork: true, containers: [{name: a, image: i, ports: [{containerPort: 1}]}]} → fine
main {resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}, {resourceName: cpu, restartPolicy: NotRequired}]} → .resizePolicy[1]: Duplicate value: "cpu"
main {resizePolicy: [{resourceName: disk, restartPolicy: NotRequired}]} → .resizePolicy: Unsupported value: "disk": supported values: "cpu", "memory"
main {resizePolicy: [{resourceName: memory}]} → .resizePolicy: Required value
# what it is told by its environment
main {env: [{name: A, value: b}, {name: "a b"}]} → fine
main {env: [{value: b}]} → .env[0].name: Required value
main {env: [{name: "a=b"}]} → .env[0].name: Invalid value: "a=b": a valid environment variable name must consist only of printable ASCII characters other than '='
main {env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]} → fine
main {env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name, apiVersion: v2}}}]} → .env[0].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.name": error converting fieldPath: unsupported pod version: v2
main {env: [{name: A, valueFrom: {fieldRef: {}}}]} → .env[0].valueFrom.fieldRef.fieldPath: Required value
main {env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.labels}}}]} → .env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"
main {env: [{name: A, valueFrom: {fieldRef: {fieldPath: "metadata.annotations['B']"}}}]} → fine
main {env: [{name: A, valueFrom: {fieldRef: {fieldPath: spec.host}}}]} → fine
main {env: [{name: A, valueFrom: {fieldRef: {fieldPath: spec.containers}}}]} → .env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.containers": error converting fieldPath: field label not supported: spec.containers
main {env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}]} → fine
main {env: [{name: A, valueFrom: {resourceFieldRef: {}}}]} → .env[0].valueFrom.resourceFieldRef.resource: Required value
main {env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.hugepages-2Mi, divisor: 1Mi}}}]} → fine
main {env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.hugepages-2Mi, divisor: 1m}}}]} → .env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.hugepages-2Mi": only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the hugepages resource
main {env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.ephemeral-storage, divisor: 2}}}]} → .env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.ephemeral-storage": only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the local ephemeral storage resource
main {env: [{name: A, valueFrom: {}}]} → .env[0].valueFrom: Invalid value: "": must specify one of: \`fieldRef\`, \`resourceFieldRef\`, \`configMapKeyRef\`, \`secretKeyRef\` or \`fileKeyRef\`
main {env: [{name: A, value: b, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]} → .env[0].valueFrom: Invalid value: "": may not be specified when \`value\` is not empty
main {env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}, resourceFieldRef: {resource: limits.cpu}}}]} → .env[0].valueFrom: Invalid value: "": may not have more than one field specified at a time
main {env: [{name: A, valueFrom: {configMapKeyRef: {name: c, key: k}}}]} → fine
main {env: [{name: A, valueFrom: {configMapKeyRef: {name: C, key: k}}}]} → .env[0].valueFrom.configMapKeyRef.name: Invalid value: "C": a lowercase RFC 1123 subdomain must consist of…
main {env: [{name: A, valueFrom: {secretKeyRef: {name: s}}}]} → .env[0].valueFrom.secretKeyRef.key: Required value
main {env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: a b}}}]} → .env[0].valueFrom.secretKeyRef.key: Invalid value: "a b": a valid config key must consist of alphanumeric characters, '-', '_' or '.'
main {env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: ..}}}]} → .env[0].valueFrom.secretKeyRef.key: Invalid value: "..": must not be '..'
main {env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: ..a}}}]} → .env[0].valueFrom.secretKeyRef.key: Invalid value: "..a": must not start with '..'
main {env: [{name: A, valueFrom: {fileKeyRef: {key: K, volumeName: v, path: p}}}]} → fine
main {env: [{name: A, valueFrom: {fileKeyRef: {}}}]} → .env[0].valueFrom.fileKeyRef.key: Required value .env[0].valueFrom.fileKeyRef.volumeName: Required value .env[0].valueFrom.fileKeyRef.path: Required value .env[0].valueFrom.fileKeyRef.volumeName: Not found: ""
main {env: [{name: A, valueFrom: {fileKeyRef: {key: K, volumeName: v, path: a/../b}}}]} → .env[0].valueFrom.fileKeyRef.path: Invalid value: "a/../b": must not contain '..'
main {envFrom: [{prefix: A_, configMapRef: {name: c}}, {secretRef: {name: s}}]} → fine
main {envFrom: [{prefix: "=", configMapRef: {name: c}}]} → .envFrom[0].prefix: Invalid value: "=": a valid environment variable name must consist only of printable ASCII characters other than '='
main {envFrom: [{configMapRef: {}}]} → .envFrom[0].configMapRef.name: Required value
main {envFrom: [{secretRef: {name: S}}]} → .envFrom[0].secretRef.name: Invalid value: "S": a lowercase RFC 1123 subdomain must consist of…
main {envFrom: [{prefix: A}]} → .envFrom: Invalid value: "": must specify one of: \`configMapRef\` or \`secretRef\`
main {envFrom: [{configMapRef: {name: c}, secretRef: {name: s}}]} → .envFrom: Invalid value: "": may not have more than one field specified at a time
# what it mounts
mount [{name: v, mountPath: /v}] → fine
mount [{name: w, mountPath: /v}] → [0].name: Not found: "w"
mount [{mountPath: /v}] → [0].name: Required value [0].name: Not found: ""
mount [{name: v}] → [0].mountPath: Required value
mount [{name: v, mountPath: /v}, {name: v, mountPath: /v}] → [1].mountPath: Invalid value: "/v": must be unique
mount [{name: v, mountPath: /v, subPath: a/b}] → fine
mount [{name: v, mountPath: /v, subPath: /a}] → .subPath: Invalid value: "/a": must be a relative path
mount [{name: v, mountPath: /v, subPath: a/../b}] → .subPath: Invalid value: "a/../b": must not contain '..'
mount [{name: v, mountPath: /v, subPath: ..a}] → fine
mount [{name: v, mountPath: /v, subPathExpr: $(A)}] → fine
mount [{name: v, mountPath: /v, subPathExpr: /$(A)}] → .subPathExpr: Invalid value: "/$(A)": must be a relative path
mount [{name: v, mountPath: /v, subPath: a, subPathExpr: b}] → [0].subPathExpr: Invalid value: "b": subPathExpr and subPath are mutually exclusive
mount [{name: v, mountPath: /v, mountPropagation: HostToContainer}] → fine
mount [{name: v, mountPath: /v, mountPropagation: Bidirectional}] → .mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers
mount [{name: v, mountPath: /v, mountPropagation: Both}] → .mountPropagation: Unsupported value: "Both": supported values: "Bidirectional", "HostToContainer", "None"
main {securityContext: {privileged: true}, volumeMounts: [{name: v, mountPath: /v, mountPropagation: Bidirectional}]} → fine
device [{name: b, devicePath: /dev/b}] → fine
device [{name: v, devicePath: /dev/b}] → [0].name: Invalid value: "v": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode
device [{name: w, devicePath: /dev/b}] → [0].name: Not found: "w"
device [{name: b}] → [0].devicePath: Required value
device [{name: b, devicePath: /dev/../b}] → [0].devicePath: Invalid value: "/dev/../b": can not contain backsteps ('..')
device [{name: b, devicePath: /dev/b}, {name: b, devicePath: /dev/c}] → [1].name: Invalid value: "b": must be unique
device [{name: b, devicePath: /dev/b}, {name: c, devicePath: /dev/b}] → [1].devicePath: Invalid value: "/dev/b": must be unique
main {volumeMounts: [{name: b, mountPath: /b}], volumeDevices: [{name: b, devicePath: /c}]} → .volumeMounts[0].name: Invalid value: "b": must not already exist in volumeDevices .volumeDevices[0].name: Invalid value: "b": must not already exist in volumeMounts
main {volumeMounts: [{name: v, mountPath: /b}], volumeDevices: [{name: b, devicePath: /b}]} → .volumeMounts[0].mountPath: Invalid value: "/b": must not already exist as a path in volumeDevices .volumeDevices[0].devicePath: Invalid value: "/b": must not already exist as a path in volumeMounts
# what it may use up
resources {limits: {cpu: 1}, requests: {cpu: 500m}} → fine
resources {limits: {cpu: 1}, requests: {cpu: 1}} → fine
resources {limits: {cpu: 1}, requests: {cpu: 1001m}} → .requests: Invalid value: "1001m": must be less than or equal to cpu limit of 1
resources {limits: {cpu: -1}} → .limits[cpu]: Invalid value: "-1": must be greater than or equal to 0 .requests[cpu]: Invalid value: "-1": must be greater than or equal to 0
resources {requests: {memory: 1Gi}} → fine
resources {limits: {pods: 1}} → .limits[pods]: Invalid value: "pods": must be a standard resource for containers .requests[pods]: Invalid value: "pods": must be a standard resource for containers
resources {limits: {gpus: 1}} → .limits[gpus]: Invalid value: "gpus": must be a standard resource type or fully qualified .limits[gpus]: Invalid value: "gpus": must be a standard resource for containers .requests[gpus]: Invalid value: "gpus": must be a standard resource type or fully qualified .requests[gpus]: Invalid value: "gpus": must be a standard resource for containers
resources {limits: {a b: 1}} → .limits[a b]: Invalid value: "a b": name part must consist of… .limits[a b]: Invalid value: "a b": must be a standard resource for containers .requests[a b]: Invalid value: "a b": name part must consist of… .requests[a b]: Invalid value: "a b": must be a standard resource for containers
resources {limits: {example.com/gpu: 1}, requests: {example.com/gpu: 1}} → fine
resources {limits: {example.com/gpu: 2}, requests: {example.com/gpu: 1}} → .requests: Invalid value: "1": must be equal to example.com/gpu limit of 2
resources {requests: {example.com/gpu: 1}} → .limits: Required value: Limit must be set for non overcommitable resources
resources {limits: {example.com/gpu: 500m}} → .limits[example.com/gpu]: Invalid value: "500m": must be an integer .requests[example.com/gpu]: Invalid value: "500m": must be an integer
resources {limits: {hugepages-2Mi: 4Mi}} → : Forbidden: HugePages require cpu or memory
resources {limits: {hugepages-2Mi: 4Mi, cpu: 1}, requests: {hugepages-2Mi: 4Mi}} → fine
resources {limits: {hugepages-2Mi: 4Mi, cpu: 1}, requests: {hugepages-2Mi: 2Mi}} → .requests: Invalid value: "2Mi": must be equal to hugepages-2Mi limit of 4Mi
resources {limits: {kubernetes.io/x: 2}, requests: {kubernetes.io/x: 1}} → fine
# probes and hooks
probe {exec: {command: [a]}} → fine
probe {} → : Required value: must specify a handler type
probe {tcpSocket: {port: 1}, exec: {command: []}} → .exec.command: Required value .tcpSocket: Forbidden: may not specify more than 1 handler type
probe {tcpSocket: {port: 1}, timeoutSeconds: -1} → .timeoutSeconds: Invalid value: -1: must be greater than or equal to 0
probe {tcpSocket: {port: 1}, terminationGracePeriodSeconds: 0} → .terminationGracePeriodSeconds: Invalid value: 0: must be greater than 0
probe {tcpSocket: {port: 1}, terminationGracePeriodSeconds: 1} → fine
probe {httpGet: {port: 1, scheme: Https}} → .httpGet.scheme: Unsupported value: "Https": supported values: "HTTP", "HTTPS"
probe {httpGet: {port: 1, httpHeaders: [{name: X-A, value: b}, {name: X_A, value: b}]}} → .httpGet.httpHeaders: Invalid value: "X_A": a valid HTTP header must consist of alphanumeric characters or '-'
probe {httpGet: {port: web}} → fine
probe {httpGet: {port: 65535}} → fine
probe {grpc: {port: 1, service: s}} → fine
readiness {tcpSocket: {port: 1}, successThreshold: 2} → fine
readiness {tcpSocket: {port: 1}, terminationGracePeriodSeconds: 1} → .terminationGracePeriodSeconds: Invalid value: 1: must not be set for readinessProbes
startup {tcpSocket: {port: 1}, successThreshold: 3} → .successThreshold: Invalid value: 3: must be 1
startup {tcpSocket: {port: 1}, terminationGracePeriodSeconds: 1} → fine
lifecycle {preStop: {sleep: {seconds: 30}}} → fine
lifecycle {preStop: {sleep: {seconds: 31}}} → .preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)
lifecycle {preStop: {sleep: {seconds: 0}}} → fine
lifecycle {preStop: {sleep: {seconds: -1}}} → .preStop.sleep: Invalid value: -1: must be non-negative and less than terminationGracePeriodSeconds (30)
lifecycle {preStop: {}} → .preStop: Required value: must specify a handler type
lifecycle {postStart: {grpc: {port: 1}}} → .postStart: Required value: must specify a handler type
lifecycle {postStart: {exec: {command: [a]}, sleep: {seconds: 1}}} → .postStart.sleep: Forbidden: may not specify more than 1 handler type
spec {containers: [{name: a, image: i, lifecycle: {stopSignal: SIGRTMIN+15}}], os: {name: linux}} → fine
spec {containers: [{name: a, image: i, lifecycle: {stopSignal: TERM}}], os: {name: linux}} → .containers[0].lifecycle.stopSignal: Unsupported value: "TERM": supported values: "SIGABRT"…
# init containers and side-cars
init {name: main} → .name: Duplicate value: "main"
init {restartPolicy: Always, livenessProbe: {tcpSocket: {port: 1}}} → fine
init {restartPolicy: Always, lifecycle: {preStop: {}}} → .lifecycle.preStop: Required value: must specify a handler type
init {lifecycle: {postStart: {exec: {command: [a]}}}} → .lifecycle: Forbidden: may not be set for init containers without restartPolicy=Always
init {startupProbe: {tcpSocket: {port: 1}}} → .startupProbe: Forbidden: may not be set for init containers without restartPolicy=Always
init {ports: [{containerPort: 1, hostPort: 8}, {containerPort: 2, hostPort: 8}]} → .ports[1].hostPort: Duplicate value: "TCP//8"
init {restartPolicy: Always, ports: [{containerPort: 1, hostPort: 8}, {containerPort: 2, hostPort: 8}]} → .ports[1].hostPort: Duplicate value: "TCP//8"
init {restartPolicy: Always, restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [1]}}]} → fine
init {restartPolicy: Never, restartPolicyRules: [{action: Restart, exitCodes: {operator: NotIn, values: [0]}}]} → fine
init {image: " i"} → .image: Invalid value: " i": must not have leading or trailing whitespace
main {restartPolicy: Never, restartPolicyRules: [{action: Stop, exitCodes: {operator: In, values: [1]}}]} → .restartPolicyRules[0].action: Unsupported value: "Stop": supported values: "Restart", "RestartAllContainers"
main {restartPolicy: OnFailure, restartPolicyRules: [{action: RestartAllContainers, exitCodes: {operator: In, values: [1]}}]} → fine
# who its processes are
pod-security {runAsUser: 2147483647, runAsGroup: 0, fsGroup: 0} → fine
pod-security {runAsUser: 2147483648} → .runAsUser: Invalid value: 2147483648: must be between 0 and 2147483647, inclusive
pod-security {runAsGroup: -1} → .runAsGroup: Invalid value: -1: must be between 0 and 2147483647, inclusive
pod-security {fsGroup: -1} → .fsGroup: Invalid value: -1: must be between 0 and 2147483647, inclusive
pod-security {supplementalGroups: [0, -1]} → .supplementalGroups[1]: Invalid value: -1: must be between 0 and 2147483647, inclusive
pod-security {supplementalGroupsPolicy: Merge} → fine
pod-security {supplementalGroupsPolicy: Mix} → .supplementalGroupsPolicy: Unsupported value: "Mix": supported values: "Merge", "Strict"
pod-security {seLinuxChangePolicy: Never} → .seLinuxChangePolicy: Unsupported value: "Never": supported values: "MountOption", "Recursive"
pod-security {sysctls: [{name: kernel.shm_rmid_forced, value: "1"}, {name: net/core/x, value: "1"}]} → fine
pod-security {sysctls: [{name: a, value: "1"}, {name: a, value: "1"}]} → .sysctls[1].name: Duplicate value: "a"
pod-security {sysctls: [{value: "1"}]} → .sysctls[0].name: Required value
pod-security {sysctls: [{name: a b, value: "1"}]} → .sysctls[0].name: Invalid value: "a b": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$
spec {hostIPC: true, securityContext: {sysctls: [{name: kernel.shm_rmid_forced, value: "1"}]}} → .securityContext.sysctls[0].name: Invalid value: "kernel.shm_rmid_forced": may not be specified when 'hostIPC' is true
spec {hostIPC: true, securityContext: {sysctls: [{name: kernel.shmmax, value: "1"}]}} → .securityContext.sysctls[0].name: Invalid value: "kernel.shmmax": may not be specified when 'hostIPC' is true
spec {hostIPC: true, securityContext: {sysctls: [{name: kernel.pid_max, value: "1"}]}} → fine
spec {hostIPC: true, securityContext: {sysctls: [{name: fs.mqueue.msg_max, value: "1"}]}} → .securityContext.sysctls[0].name: Invalid value: "fs.mqueue.msg_max": may not be specified when 'hostIPC' is true
spec {hostNetwork: true, securityContext: {sysctls: [{name: net/core/x, value: "1"}]}} → .securityContext.sysctls[0].name: Invalid value: "net/core/x": may not be specified when 'hostNetwork' is true
spec {hostNetwork: true, securityContext: {sysctls: [{name: network.x, value: "1"}]}} → fine
spec {hostPID: true, shareProcessNamespace: true} → .securityContext.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled
spec {hostPID: false, shareProcessNamespace: true} → fine
pod-security {seccompProfile: {type: RuntimeDefault}} → fine
pod-security {seccompProfile: {}} → .seccompProfile.type: Required value: type is required when seccompProfile is set
pod-security {seccompProfile: {type: Default}} → .seccompProfile.type: Unsupported value: "Default": supported values: "Localhost", "RuntimeDefault", "Unconfined"
pod-security {seccompProfile: {type: Localhost, localhostProfile: a/b.json}} → fine
pod-security {seccompProfile: {type: Localhost, localhostProfile: /a}} → .seccompProfile.localhostProfile: Invalid value: "/a": must be a relative path
pod-security {seccompProfile: {type: Unconfined, localhostProfile: a}} → .seccompProfile.localhostProfile: Invalid value: {"Type":"Unconfined","LocalhostProfile":"a"}: can only be set when seccomp type is Localhost
pod-security {appArmorProfile: {type: Localhost, localhostProfile: a}} → fine
pod-security {appArmorProfile: {}} → .appArmorProfile.type: Required value: type is required when appArmorProfile is set
pod-security {appArmorProfile: {type: Default}} → .appArmorProfile.type: Unsupported value: "Default": supported values: "Localhost", "RuntimeDefault", "Unconfined"
pod-security {appArmorProfile: {type: Localhost}} → .appArmorProfile.localhostProfile: Required value: must be set when AppArmor type is Localhost
pod-security {appArmorProfile: {type: Localhost, localhostProfile: " a"}} → .appArmorProfile.localhostProfile: Invalid value: " a": must not be padded with whitespace
pod-security {appArmorProfile: {type: Unconfined, localhostProfile: a}} → .appArmorProfile.localhostProfile: Invalid value: "a": can only be set when AppArmor type is Localhost
security {runAsUser: -1} → .runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive
security {runAsGroup: 2147483648} → .runAsGroup: Invalid value: 2147483648: must be between 0 and 2147483647, inclusive
security {procMount: Masked} → .procMount: Unsupported value: "Masked": supported values: "Default", "Unmasked"
security {procMount: Unmasked} → .procMount: Invalid value: "Unmasked": \`hostUsers\` must be false to use \`Unmasked\`
security {allowPrivilegeEscalation: false} → fine
security {allowPrivilegeEscalation: false, privileged: true} → : Invalid value: {…}: cannot set \`allowPrivilegeEscalation\` to false and \`privileged\` to true
security {allowPrivilegeEscalation: false, capabilities: {add: [CAP_SYS_ADMIN]}} → : Invalid value: {…}: cannot set \`allowPrivilegeEscalation\` to false and \`capabilities.Add\` CAP_SYS_ADMIN
security {allowPrivilegeEscalation: false, capabilities: {add: [SYS_ADMIN]}} → fine
security {seccompProfile: {type: Localhost}} → .seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost
security {appArmorProfile: {type: Localhost, localhostProfile: ""}} → .appArmorProfile.localhostProfile: Required value: must be set when AppArmor type is Localhost
spec {hostUsers: false, containers: [{name: a, image: i, securityContext: {procMount: Unmasked}}]} → fine
# how long a name may be
meta {name: a*251} → fine
meta {name: a*252} → .name: Invalid value: "a*252-n": must be no more than 253 characters
meta {namespace: a*63} → fine
meta {namespace: a*64} → .namespace: Invalid value: "a*64": must be no more than 63 characters
meta {labels: {a*63: b*63}} → fine
meta {labels: {a*64: b}} → .labels: Invalid value: "a*64": name part must be no more than 63 bytes
meta {labels: {a: b*64}} → .labels: Invalid value: "b*64": must be no more than 63 bytes
meta@1.33 {labels: {a*64: b*64}} → .labels: Invalid value: "a*64": name part must be no more than 63 characters .labels: Invalid value: "b*64": must be no more than 63 characters
meta {labels: {a*253/b: c}} → fine
meta {labels: {a*254/b: c}} → .labels: Invalid value: "a*254/b": prefix part must be no more than 253 characters
main {ports: [{name: a*15, containerPort: 1}]} → fine
main {env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: a*253}}}]} → fine
main {env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: a*254}}}]} → .env[0].valueFrom.secretKeyRef.key: Invalid value: "a*254": must be no more than 253 characters
main {env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: "."}}}]} → .env[0].valueFrom.secretKeyRef.key: Invalid value: ".": must not be '.'
pod-security {sysctls: [{name: a*253, value: "1"}]} → fine
pod-security {sysctls: [{name: a*254, value: "1"}]} → .sysctls[0].name: Invalid value: "a*254": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$
# what other releases say of names and addresses
meta@1.19 {name: A, namespace: a.b} → .name: Invalid value: "A-n": a DNS-1123 subdomain must consist of… .namespace: Invalid value: "a.b": a DNS-1123 label must consist of…
meta@1.26 {namespace: a.b} → .namespace: Invalid value: "a.b": a lowercase RFC 1123 label must consist of…
meta {namespace: A.b} → .namespace: Invalid value: "A.b": a lowercase RFC 1123 label must consist of…
main@1.24 {ports: [{name: "12", containerPort: 1}]} → .ports[0].name: Invalid value: "12": must contain at least one letter or number (a-z, 0-9)
main@1.34 {env: [{name: 1a}, {name: "."}, {name: ".."}, {name: ..a}, {name: a.b-c_D}]} → .env[0].name: Invalid value: "1a": a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit .env[1].name: Invalid value: ".": must not be '.' .env[2].name: Invalid value: "..": must not be '..' .env[3].name: Invalid value: "..a": must not start with '..'
main {env: [{name: 1a}, {name: "."}, {name: ".."}, {name: ..a}, {name: " ~"}]} → fine
main@1.34 {envFrom: [{prefix: "1", configMapRef: {name: c}}]} → .envFrom[0].prefix: Invalid value: "1": a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit
spec@1.19 {dnsConfig: {nameservers: [x]}} → .dnsConfig.nameservers[0]: Invalid value: "x": must be valid IP address
spec {dnsConfig: {nameservers: ["1::2:3:4:5:6:7", "1::2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:1.2.3.4"]}} → .dnsConfig.nameservers[1]: Invalid value: "1::2:3:4:5:6:1.2.3.4": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)
spec {dnsConfig: {nameservers: ["1::2::3", "1:2:3:4:5:6:7", 1.2.3.4.5]}} → .dnsConfig.nameservers[0]: Invalid value: "1::2::3": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff) .dnsConfig.nameservers[1]: Invalid value: "1:2:3:4:5:6:7": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff) .dnsConfig.nameservers[2]: Invalid value: "1.2.3.4.5": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)
spec {dnsConfig: {nameservers: ["1:2:3:4:5:6:7:1.2.3.4", "1.2.3.4::", "g::1"]}} → .dnsConfig.nameservers[0]: Invalid value: "1:2:3:4:5:6:7:1.2.3.4": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff) .dnsConfig.nameservers[1]: Invalid value: "1.2.3.4::": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff) .dnsConfig.nameservers[2]: Invalid value: "g::1": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)
spec {dnsConfig: {nameservers: ["::", "12345::1", 01.002.3.255]}} → .dnsConfig.nameservers[1]: Invalid value: "12345::1": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff) .dnsConfig.nameservers[2]: Invalid value: "01.002.3.255": must not have leading 0s
spec@1.29 {hostAliases: [{ip: x, hostnames: [A]}]} → .hostAliases.ip: Invalid value: "x": must be valid IP address .hostAliases.hostnames: Invalid value: "A": a lowercase RFC 1123 subdomain must consist of…
spec {hostAliases: [{ip: "::1"}, {ip: x, hostnames: [a, A]}]} → .hostAliases[1].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff) .hostAliases[1].hostnames[1]: Invalid value: "A": a lowercase RFC 1123 subdomain must consist of…
# what other releases say of a pod
spec@1.25 {dnsConfig: {searches: [a, b, c, d, e, f]}} → fine
spec@1.25 {dnsConfig: {searches: [a, b, c, d, e, f, g]}} → .dnsConfig.searches: Invalid value: []string{"a", "b", "c", "d", "e", "f", "g"}: must not have more than 6 search paths
spec@1.26 {dnsConfig: {searches: [a, b, c, d, e, f, g]}} → .dnsConfig.searches: Invalid value: []string{"a", "b", "c", "d", "e", "f", "g"}: must not have more than 6 search paths
spec {dnsConfig: {searches: [a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a]}} → fine
spec {dnsConfig: {searches: [a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a]}} → .dnsConfig.searches: Invalid value: ["a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a"]: must not have more than 32 search paths
spec@1.25 {dnsConfig: {searches: [a*128, b*127]}} → fine
spec@1.25 {dnsConfig: {searches: [a*128, b*128]}} → .dnsConfig.searches: Invalid value: []string{"a*128", "b*128"}: must not have more than 256 characters (including spaces) in the search list
spec {dnsConfig: {searches: [a*253, a*253, a*253, a*253, a*253, a*253, a*253, a*253, b*16]}} → fine
spec {dnsConfig: {searches: [a*253, a*253, a*253, a*253, a*253, a*253, a*253, a*253, b*17]}} → .dnsConfig.searches: Invalid value: ["a*253","a*253","a*253","a*253","a*253","a*253","a*253","a*253","b*17"]: must not have more than 2048 characters (including spaces) in the search list
spec {dnsConfig: {searches: [a*254]}} → .dnsConfig.searches[0]: Invalid value: "a*254": must be no more than 253 characters
spec@1.32 {dnsConfig: {searches: [c., .]}} → .dnsConfig.searches[1]: Invalid value: "": a lowercase RFC 1123 subdomain must consist of…
spec {dnsPolicy: None} → .dnsConfig: Required value: must provide \`dnsConfig\` when \`dnsPolicy\` is None
spec {dnsConfig: {options: [{name: a}, {}]}} → .dnsConfig.options[1]: Required value: must not be empty
spec@1.33 {os: {name: ""}} → .os.name: Required value: cannot be empty
spec {os: {name: ""}} → .os.name: Required value
spec {preemptionPolicy: ""} → .preemptionPolicy: Required value
spec {ephemeralContainers: [{name: e, image: i}]} → .ephemeralContainers: Forbidden: cannot be set on create
spec {activeDeadlineSeconds: 2147483648} → .activeDeadlineSeconds: Invalid value: 2147483648: must be between 1 and 2147483647, inclusive
spec@1.27 {hostNetwork: true, nodeSelector: {a: -}, containers: [{name: a, image: i, ports: [{containerPort: 1, hostPort: 8}]}]} → .nodeSelector: Invalid value: "-": a valid label must be an empty string or consist of… .containers[0].ports[0].containerPort: Invalid value: 1: must match \`hostPort\` when \`hostNetwork\` is true
spec@1.28 {hostNetwork: true, nodeSelector: {a: -}, containers: [{name: a, image: i, ports: [{containerPort: 1, hostPort: 8}]}]} → .containers[0].ports[0].hostPort: Invalid value: 8: must match \`containerPort\` when \`hostNetwork\` is true .nodeSelector: Invalid value: "-": a valid label must be an empty string or consist of…
spec {hostNetwork: true, containers: [{name: a, image: i}, {name: b, image: i, ports: [{containerPort: 1}, {containerPort: 2, hostPort: 1}]}]} → .containers[1].ports[1].hostPort: Duplicate value: "TCP//1" .containers[1].ports[1].hostPort: Invalid value: 1: must match \`containerPort\` when \`hostNetwork\` is true
spec@1.33 {resources: {limits: {ephemeral-storage: 1Gi}}} → fine
spec {resources: {limits: {hugepages-2Mi: 4Mi, cpu: 1}}} → fine
spec {resources: {limits: {hugepages: 4Mi, a b: 1}}} → .resources.limits[a b]: Invalid value: "a b": name part must consist of… .resources.limits[hugepages]: Unsupported value: "hugepages": supported values: "cpu", "hugepages-", "memory"
spec {schedulingGates: [{name: a}, {name: b c}]} → .schedulingGates[1]: Invalid value: "b c": name part must consist of… .nodeName: Forbidden: cannot be set until all schedulingGates have been cleared
spec {readinessGates: [{conditionType: a}, {conditionType: -}]} → .readinessGates[1].conditionType: Invalid value: "-": name part must consist of…
spec {topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: DoNotSchedule}, {maxSkew: -1, topologyKey: a}]} → .topologySpreadConstraints[1].maxSkew: Invalid value: -1: must be greater than zero .topologySpreadConstraints[1].whenUnsatisfiable: Unsupported value: "": supported values: "DoNotSchedule", "ScheduleAnyway"
spec@1.33 {tolerations: [{key: a, operator: Exists, value: x}, {key: b, operator: Exists, value: z, tolerationSeconds: 5, effect: NoExecute}]} → .tolerations[0].operator: Invalid value: core.Toleration{Key:"a", Operator:"Exists", Value:"x", Effect:"", TolerationSeconds:(*int64)(nil)}: value must be empty when \`operator\` is 'Exists' .tolerations[1].operator: Invalid value: core.Toleration{Key:"b", Operator:"Exists", Value:"z", Effect:"NoExecute", TolerationSeconds:(*int64)(…)}: value must be empty when \`operator\` is 'Exists'
spec@1.34 {tolerations: [{key: a, operator: Lt, value: "1"}]} → .tolerations[0].operator: Unsupported value: "Lt": supported values: "Equal", "Exists"
spec {tolerations: [{key: a, operator: Lt, value: "1"}, {key: a, operator: Ge, value: "1"}]} → .tolerations[0].operator: Unsupported value: "Lt": supported values: "Equal", "Exists", "Lt", "Gt" .tolerations[1].operator: Unsupported value: "Ge": supported values: "Equal", "Exists"
spec {tolerations: [{}, {key: a, effect: PreferNoSchedule}]} → .tolerations[0].operator: Invalid value: "": operator must be Exists when \`key\` is empty, which means "match all values and all keys"
spec@1.30 {hostIPC: true, securityContext: {sysctls: [{name: kernel.shmmax, value: "1"}]}} → fine
# selectors
beside {topologyKey: zone, labelSelector: {matchLabels: {a b: c}}} → .labelSelector.matchLabels: Invalid value: "a b": name part must consist of…
expression {key: a, operator: In, values: [b, c d]} → .values[1]: Invalid value: "c d": a valid label must be an empty string or consist of…
expression@1.31 {key: a, operator: In, values: [c d]} → fine
preferred {weight: 1, preference: {matchExpressions: [{key: a, operator: In, values: [c d]}]}} → fine
apart {topologyKey: zone, labelSelector: {matchExpressions: [{key: a, operator: NotIn, values: [b, c d]}]}} → .labelSelector.matchExpressions[0].values[1]: Invalid value: "c d": a valid label must be an empty string or consist of…
apart@1.26 {topologyKey: zone, labelSelector: {matchExpressions: [{key: a, operator: NotIn, values: [c d]}]}} → .labelSelector.matchExpressions[0].values[0]: Invalid value: "c d": a valid label must be an empty string or consist of…
apart@1.25 {topologyKey: zone, labelSelector: {matchExpressions: [{key: a, operator: NotIn, values: [c d]}]}} → fine
expression {key: a, operator: Gt} → .values: Required value: must be specified single value when \`operator\` is 'Lt' or 'Gt'
expression {key: a, operator: Lt, values: ["1"]} → fine
expression {key: a, operator: DoesNotExist, values: [b]} → .values: Forbidden: may not be specified when \`operator\` is 'Exists' or 'DoesNotExist'
terms [{}, {matchExpressions: [{key: a, operator: Exists}, {key: b}]}] → [1].matchExpressions[1].operator: Invalid value: "": not a valid selector operator
field {key: metadata.name, operator: NotIn, values: [b]} → fine
field {key: metadata.name, operator: In} → .values: Required value: must be only one value when \`operator\` is 'In' or 'NotIn' for node field selector
field {key: metadata.name, operator: NotIn, values: [b, C]} → .values: Required value: must be only one value when \`operator\` is 'In' or 'NotIn' for node field selector .values[1]: Invalid value: "C": a lowercase RFC 1123 subdomain must consist of…
preferred {weight: 1, preference: {matchFields: [{key: a, operator: In, values: [b]}]}} → .preference.matchFields[0].key: Invalid value: "a": not a valid field selector key
preferred {weight: 1} → fine
beside {topologyKey: zone, namespaces: [a, B, c.d]} → .namespace: Invalid value: "B": a lowercase RFC 1123 label must consist of… .namespace: Invalid value: "c.d": must not contain dots
rather-apart {weight: 100} → .podAffinityTerm.topologyKey: Required value: can not be empty .podAffinityTerm.topologyKey: Invalid value: "": name part must be non-empty .podAffinityTerm.topologyKey: Invalid value: "": name part must consist of…
spec {affinity: {podAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: a}}, {weight: 0, podAffinityTerm: {topologyKey: b}}]}, nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: {}}, {weight: 0, preference: {}}]}}} → .affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[1].weight: Invalid value: 0: must be in the range 1-100 .affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[1].weight: Invalid value: 0: must be in the range 1-100
# what upstream's own validation said of the same pods (v1.28.11, v1.36.2)
meta@1.28 {ownerReferences: [{}]} → .ownerReferences.apiVersion: Invalid value: "": version must not be empty .ownerReferences.kind: Invalid value: "": kind must not be empty .ownerReferences.name: Invalid value: "": name must not be empty .ownerReferences.uid: Invalid value: "": uid must not be empty
meta {ownerReferences: [{apiVersion: v1, kind: Event, name: a, uid: u}]} → .ownerReferences: Invalid value: {"apiVersion":"v1","kind":"Event","name":"a","uid":"u"}: /v1, Kind=Event is disallowed from being an owner
meta {ownerReferences: [{apiVersion: v1, kind: A, name: a, uid: u, controller: true}, {apiVersion: v1, kind: B, name: b, uid: u, controller: true}]} → .ownerReferences: Invalid value: [{"apiVersion":"v1","kind":"A","name":"a","uid":"u","controller":true},{"apiVersion":"v1","kind":"B","name":"b","uid":"u","controller":true}]: Only one reference can have Controller set to true. Found "true" in references for A/a and B/b
meta {finalizers: [orphan, foregroundDeletion]} → .finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set
meta {managedFields: [{}, {operation: Apply, fieldsType: X}]} → .managedFields[0].operation: Invalid value: "": must be \`Apply\` or \`Update\` .managedFields[1].fieldsType: Invalid value: "X": must be \`FieldsV1\`
meta {annotations: {seccomp.security.alpha.kubernetes.io/pod: x, container.seccomp.security.alpha.kubernetes.io/main: localhost/../a}} → .annotations.seccomp.security.alpha.kubernetes.io/pod: Invalid value: "x": must be a valid seccomp profile .annotations.container.seccomp.security.alpha.kubernetes.io/main: Invalid value: "../a": must not contain '..'
meta {annotations: {container.apparmor.security.beta.kubernetes.io/b: x}} → .annotations[container.apparmor.security.beta.kubernetes.io/b]: Invalid value: "b": container not found .annotations[container.apparmor.security.beta.kubernetes.io/b]: Invalid value: "x": invalid AppArmor profile name: "x"
spec {runtimeClassName: ""} → .runtimeClassName: Invalid value: "": a lowercase RFC 1123 subdomain must consist of…
spec {overhead: {cpu: -1}} → .overhead.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0
spec {dnsConfig: {searches: [a_b]}} → fine
spec@1.32 {dnsConfig: {searches: [a_b]}} → .dnsConfig.searches[0]: Invalid value: "a_b": a lowercase RFC 1123 subdomain must consist of…
spec {hostnameOverride: A, hostNetwork: true, setHostnameAsFQDN: true} → .hostnameOverride: Forbidden: may not be specified when setHostnameAsFQDN is true .hostnameOverride: Forbidden: may not be specified when hostNetwork is true .hostnameOverride: Invalid value: "A": a lowercase RFC 1123 subdomain must consist of…
spec {os: {name: linux}, securityContext: {windowsOptions: {}}} → .securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod
spec {os: {name: windows}, hostPID: true, securityContext: {runAsUser: 1}} → .hostPID: Forbidden: cannot be set for a windows pod .securityContext.runAsUser: Forbidden: cannot be set for a windows pod
spec {os: {name: windows}, resources: {}} → .resources: Forbidden: may not be set for a windows pod
spec {securityContext: {windowsOptions: {hostProcess: true}}} → .hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers
security {windowsOptions: {runAsUserName: "", gmsaCredentialSpec: ""}} → .windowsOptions.gmsaCredentialSpec: Invalid value: "": gmsaCredentialSpec cannot be an empty string .windowsOptions.runAsUserName: Invalid value: "": runAsUserName cannot be an empty string
security {windowsOptions: {runAsUserName: a/b}} → .windowsOptions.runAsUserName: Invalid value: "a/b": runAsUserName's User cannot contain the following characters: "/\\:;|=,+*?<>@[]
security {windowsOptions: {runAsUserName: '. \\. .'}} → .windowsOptions.runAsUserName: Invalid value: ". \\\\. .": runAsUserName's Domain doesn't match the NetBios nor the DNS format .windowsOptions.runAsUserName: Invalid value: ". \\\\. .": runAsUserName's User cannot contain only periods or spaces
spec {topologySpreadConstraints: [{maxSkew: 1, topologyKey: k, whenUnsatisfiable: ScheduleAnyway, minDomains: 0, nodeTaintsPolicy: x, matchLabelKeys: [a]}]} → .topologySpreadConstraints[0].minDomains: Invalid value: 0: must be greater than zero .topologySpreadConstraints[0].minDomains: Invalid value: 0: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway .topologySpreadConstraints[0].nodeTaintsPolicy: Unsupported value: "x": supported values: "Honor", "Ignore" .topologySpreadConstraints[0].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set
spec@1.28 {topologySpreadConstraints: [{maxSkew: 1, topologyKey: k, whenUnsatisfiable: ScheduleAnyway, matchLabelKeys: [a], labelSelector: {matchLabels: {a: b}}}]} → .topologySpreadConstraints[0].matchLabelKeys[0]: Invalid value: "a": exists in both matchLabelKeys and labelSelector
beside {topologyKey: k, matchLabelKeys: [a, b], mismatchLabelKeys: [b], labelSelector: {matchLabels: {a: c}, matchExpressions: [{key: a, operator: Exists}]}} → [0]: Invalid value: "a": exists in both matchLabelKeys and labelSelector .matchLabelKeys[1]: Invalid value: "b": exists in both matchLabelKeys and mismatchLabelKeys
resources {limits: {hugepages-2Mi: 3Mi, cpu: 1}} → .limits[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi .requests[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi
resources@1.28 {limits: {example.com/x: 1m}} → .limits[example.com/x]: Invalid value: resource.Quantity{i:resource.int64Amount{value:1, scale:-3}, d:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, s:"1m", Format:"DecimalSI"}: must be an integer .requests[example.com/x]: Invalid value: resource.Quantity{i:resource.int64Amount{value:1, scale:-3}, d:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, s:"1m", Format:"DecimalSI"}: must be an integer
resources@1.28 {claims: [{name: c}, {}]} → .claims[0]: Not found: "c": must be one of the names in pod.spec.resourceClaims which is empty .claims[1]: Required value
spec {resourceClaims: [{name: a, resourceClaimName: b, resourceClaimTemplateName: c}]} → .resourceClaims[0]: Invalid value: {"Name":"a","ResourceClaimName":"b","ResourceClaimTemplateName":"c"}: at most one of \`resourceClaimName\` or \`resourceClaimTemplateName\` may be specified
main@1.28 {resizePolicy: [{resourceName: x, restartPolicy: NotRequired}]} → .resizePolicy: Unsupported value: x: supported values: "cpu", "memory"
mount [{name: v, mountPath: /v, readOnly: true, recursiveReadOnly: Enabled}] → fine
mount [{name: v, mountPath: /v, recursiveReadOnly: Enabled, mountPropagation: HostToContainer}] → .recursiveReadOnly: Forbidden: may only be specified when readOnly is true .recursiveReadOnly: Forbidden: may only be specified when mountPropagation is None or not specified
volume {csi: {driver: "", nodePublishSecretRef: {}}} → .csi.driver: Required value .csi.nodePublishSecretRef.name: Required value
volume {fc: {targetWWNs: [w], wwids: [i]}} → .fc.targetWWNs: Invalid value: ["w"]: targetWWNs and wwids can not be specified simultaneously .fc.lun: Required value: lun is required if targetWWNs is specified
volume {flocker: {datasetName: a/b, datasetUUID: c}} → .flocker: Invalid value: "resource": datasetName and datasetUUID can not be specified simultaneously .flocker.datasetName: Invalid value: "a/b": must not contain '/'
volume {iscsi: {targetPortal: a, iqn: eui.1, lun: 300}} → .iscsi.iqn: Invalid value: "eui.1": must be valid format .iscsi.lun: Invalid value: 300: must be between 0 and 255, inclusive
volume {quobyte: {registry: r, volume: v}} → .quobyte.registry: Invalid value: "r": must be a host:port pair or multiple pairs separated by commas
volume {flexVolume: {driver: d, options: {kubernetes.io/x: a}}} → .flexVolume.options[kubernetes.io/x]: Invalid value: "kubernetes.io/x": kubernetes.io and k8s.io namespaces are reserved
volume {azureDisk: {diskName: d, diskURI: u, cachingMode: X, kind: Managed}} → .azureDisk.cachingMode: Unsupported value: "X": supported values: "None", "ReadOnly", "ReadWrite" .azureDisk.diskURI: Unsupported value: "u": supported values: "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"
volume@1.30 {projected: {sources: [{secret: {name: a}, configMap: {name: b}}]}} → .projected.sources[0]: Forbidden: may not specify more than 1 volume type
# what else holds for volumes
volume {emptyDir: {sizeLimit: 0}} → fine
volume {flocker: {datasetName: a}} → fine
volume {fc: {targetWWNs: [w], lun: 0}} → fine
volume {fc: {targetWWNs: [w], lun: 255}} → fine
volume {quobyte: {registry: 'r:1', tenant: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, volume: v}} → fine
volume {quobyte: {registry: 'r:1', tenant: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, volume: v}} → .quobyte.tenant: Required value: must be a UUID and may not exceed a length of 64 characters
volume {flocker: {}} → .flocker: Required value: one of datasetName and datasetUUID is required
volume {hostPath: {}} → .hostPath.path: Required value
volume {hostPath: {type: Folder}} → .hostPath.path: Required value
volume {hostPath: {path: /a/../b}} → .hostPath.path: Invalid value: "/a/../b": must not contain '..'
volume {gcePersistentDisk: {pdName: p, partition: -1}} → .persistentDisk.partition: Invalid value: -1: must be between 1 and 255, inclusive
volume {awsElasticBlockStore: {volumeID: v, partition: 255}} → fine
volume {awsElasticBlockStore: {volumeID: v, partition: 0}} → fine
volume {secret: {}} → .secret.secretName: Required value
volume {secret: {secretName: s, defaultMode: 511}} → fine
volume {secret: {secretName: s, defaultMode: 512, items: [{}]}} → .secret.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive .secret.items[0].key: Required value .secret.items[0].path: Required value
volume {downwardAPI: {defaultMode: 512}} → .downwardAPI.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive
volume {secret: {secretName: s, items: [{key: k, path: p, mode: -1}, {key: k, path: q, mode: 0}]}} → .secret.items[0].mode: Invalid value: -1: must be a number between 0 and 0777 (octal), both inclusive
spec {volumes: [{name: a, iscsi: {}}, {name: b, glusterfs: {}}, {name: c, rbd: {}}, {name: d, cinder: {}}, {name: e, flexVolume: {}}, {name: f, azureFile: {}}]} → .volumes[0].iscsi.targetPortal: Required value .volumes[0].iscsi.iqn: Required value .volumes[1].glusterfs.endpoints: Required value .volumes[1].glusterfs.path: Required value .volumes[2].rbd.monitors: Required value .volumes[2].rbd.image: Required value .volumes[3].cinder.volumeID: Required value .volumes[4].flexVolume.driver: Required value .volumes[5].azureFile.secretName: Required value .volumes[5].azureFile.shareName: Required value
spec {volumes: [{name: a, emptyDir: {}}, {name: a, emptyDir: {}}]} → .volumes[1].name: Duplicate value: "a"
spec {volumes: [{name: v, nfs: {}}], containers: [{name: a, image: i, volumeMounts: [{name: v, mountPath: /a}]}]} → .volumes[0].nfs.server: Required value .volumes[0].nfs.path: Required value .volumes[0].nfs.path: Invalid value: "": must be an absolute path .containers[0].volumeMounts[0].name: Not found: "v"
volume {secret: {secretName: s}, emptyDir: {}, configMap: {name: c}} → .secret: Forbidden: may not specify more than 1 volume type .configMap: Forbidden: may not specify more than 1 volume type
file {path: p, mode: 512, fieldRef: {fieldPath: metadata.uid}} → .mode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive
file {path: p, mode: -1, fieldRef: {fieldPath: metadata.uid}} → .mode: Invalid value: -1: must be a number between 0 and 0777 (octal), both inclusive
file {path: p, mode: 511, fieldRef: {fieldPath: metadata.uid}} → fine
file {path: /p, fieldRef: {fieldPath: metadata.uid}} → .path: Invalid value: "/p": must be a relative path
file {path: "metadata", fieldRef: {fieldPath: "metadata.annotations['A/b']"}} → fine
file {path: p, fieldRef: {fieldPath: "metadata.labels['A/b']"}} → .fieldRef: Invalid value: "A/b": prefix part a lowercase RFC 1123 subdomain must consist of…
file {path: p, resourceFieldRef: {containerName: main}} → .resourceFieldRef.resource: Required value
file {path: p, resourceFieldRef: {containerName: main, resource: limits.cpu, divisor: 1}} → fine
file {path: p, resourceFieldRef: {containerName: main, resource: limits.cpu, divisor: 0}} → fine
file {path: p, resourceFieldRef: {containerName: main, resource: limits.pods, divisor: 7}} → .resourceFieldRef.resource: Unsupported value: "limits.pods": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"
file {path: p, resourceFieldRef: {containerName: main, resource: limits.memory, divisor: 2}} → .resourceFieldRef.divisor: Invalid value: "limits.memory": only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the memory resource
file {path: p, resourceFieldRef: {containerName: main, resource: requests.hugepages-2Mi, divisor: 2}} → .resourceFieldRef.divisor: Invalid value: "requests.hugepages-2Mi": only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the hugepages resource
main {env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 2}}}]} → .env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor's values 1m and 1 are supported with the cpu resource
main {env: [{name: A, valueFrom: {resourceFieldRef: {resource: requests.ephemeral-storage, divisor: 1Gi}}}]} → fine
volume {projected: {sources: [{configMap: {}}, {configMap: {name: c, items: [{}, {}]}}]}} → .projected.sources[0].configMap.name: Required value .projected.sources[1].configMap.items[0].key: Required value .projected.sources[1].configMap.items[0].path: Required value .projected.sources[1].configMap.items[1].key: Required value .projected.sources[1].configMap.items[1].path: Required value
volume {projected: {sources: [{configMap: {name: c, items: [{key: k, path: p}]}}, {secret: {name: s, items: [{key: k, path: q}]}}, {downwardAPI: {items: [{path: p, fieldRef: {fieldPath: metadata.uid}}]}}]}} → .projected: Invalid value: "p": conflicting duplicate paths
volume {projected: {sources: [{secret: {name: s, items: [{key: k, path: ..p, mode: 512}]}}, {downwardAPI: {items: [{path: p}]}}]}} → .projected.sources[0].secret.items[0].path: Invalid value: "..p": must not start with '..' .projected.sources[0].secret.items[0].mode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive .projected.sources[1].downwardAPI: Required value: one of fieldRef and resourceFieldRef is required
token {path: /p} → .path: Invalid value: "/p": must be a relative path
token {path: p} → fine
spec {volumes: [{name: v, projected: {sources: [{secret: {name: s}}, {serviceAccountToken: {path: p}}]}}, {name: w, projected: {sources: [{serviceAccountToken: {path: p}}]}}]} → .volumes[0].projected.sources[1].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set .volumes[1].projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set
# what else holds for containers
spec@1.24 {containers: [{name: a, image: i}, {name: a, image: i}]} → .containers[1].name: Duplicate value: "a"
main@1.24 {ports: [{}], terminationMessagePolicy: Log, imagePullPolicy: Often, livenessProbe: {tcpSocket: {port: 1}, periodSeconds: -1}, startupProbe: {tcpSocket: {port: 1}, periodSeconds: -1}, readinessProbe: {tcpSocket: {port: 1}, periodSeconds: -1}} → .livenessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0 .startupProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0 .startupProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0 .terminationMessagePolicy: Invalid value: "Log": must be 'File' or 'FallbackToLogsOnError' .readinessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0 .ports[0].containerPort: Required value .imagePullPolicy: Unsupported value: "Often": supported values: "Always", "IfNotPresent", "Never"
main@1.25 {ports: [{}], terminationMessagePolicy: Log, imagePullPolicy: Often, livenessProbe: {tcpSocket: {port: 1}, periodSeconds: -1}, startupProbe: {tcpSocket: {port: 1}, periodSeconds: -1}, readinessProbe: {tcpSocket: {port: 1}, periodSeconds: -1}} → .terminationMessagePolicy: Unsupported value: "Log": supported values: "File", "FallbackToLogsOnError" .ports[0].containerPort: Required value .imagePullPolicy: Unsupported value: "Often": supported values: "Always", "IfNotPresent", "Never" .livenessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0 .readinessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0 .startupProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0
main {ports: [{name: A, containerPort: 1}, {name: A, containerPort: 2}]} → .ports[0].name: Invalid value: "A": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-) .ports[0].name: Invalid value: "A": must contain at least one letter (a-z) .ports[1].name: Invalid value: "A": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-) .ports[1].name: Invalid value: "A": must contain at least one letter (a-z)
main {ports: [{name: a, containerPort: 1}, {name: b, containerPort: 2}, {name: a, containerPort: 3}]} → .ports[2].name: Duplicate value: "a"
main {ports: [{containerPort: -1}, {containerPort: 1, hostPort: -1}, {containerPort: 1, hostPort: 65535}]} → .ports[0].containerPort: Invalid value: -1: must be between 1 and 65535, inclusive .ports[1].hostPort: Invalid value: -1: must be between 1 and 65535, inclusive
main {ports: [{name: aB-, containerPort: 1}, {name: a-b, containerPort: 1}]} → .ports[0].name: Invalid value: "aB-": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-) .ports[0].name: Invalid value: "aB-": must not begin or end with a hyphen
main {env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.hostIPs}}}]} → fine
main@1.28 {env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.hostIPs}}}, {name: B, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}]} → .env[0].valueFrom.fieldRef: Forbidden: may not be set when feature gate 'PodHostIPs' is not enabled
main@1.27 {env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.hostIPs}}}]} → .env[0].valueFrom.fieldRef.fieldPath: Invalid value: "status.hostIPs": error converting fieldPath: field label not supported: status.hostIPs
main@1.34 {env: [{name: A, valueFrom: {}}]} → .env[0].valueFrom: Invalid value: "": must specify one of: \`fieldRef\`, \`resourceFieldRef\`, \`configMapKeyRef\` or \`secretKeyRef\`
main {env: [{name: A, valueFrom: {configMapKeyRef: {name: c}}}, {name: B, valueFrom: {fileKeyRef: {key: "=", volumeName: V, path: p}}}]} → .env[0].valueFrom.configMapKeyRef.key: Required value .env[1].valueFrom.fileKeyRef.key: Invalid value: "=": a valid environment variable name must consist only of printable ASCII characters other than '=' .env[1].valueFrom.fileKeyRef.volumeName: Invalid value: "V": a lowercase RFC 1123 label must consist of… .env[1].valueFrom.fileKeyRef.volumeName: Not found: "V"
main {envFrom: [{prefix: A}, {configMapRef: {name: c}, secretRef: {name: s}}]} → .envFrom: Invalid value: "": must specify one of: \`configMapRef\` or \`secretRef\` .envFrom: Invalid value: "": may not have more than one field specified at a time
mount [{name: "", mountPath: ""}] → [0].name: Required value [0].name: Not found: "" [0].mountPath: Required value
mount [{name: v, mountPath: /a}, {name: v, mountPath: /a}, {name: b, mountPath: /b}] → [1].mountPath: Invalid value: "/a": must be unique
mount [{name: v, mountPath: /a, mountPropagation: None}] → fine
main {securityContext: {privileged: false}, volumeMounts: [{name: v, mountPath: /v, mountPropagation: Bidirectional}]} → .volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers
mount [{name: v, mountPath: /v, subPathExpr: a/..}] → .subPathExpr: Invalid value: "a/..": must not contain '..'
device [{name: "", devicePath: /a}, {name: "", devicePath: /b}] → [0].name: Required value [0].name: Not found: "" [1].name: Required value [1].name: Not found: ""
device [{name: b, devicePath: /b}, {name: c, devicePath: /c}] → fine
main {volumeMounts: [{name: v, mountPath: /v}], volumeDevices: [{name: b, devicePath: /b}, {name: c, devicePath: /c}]} → fine
main {volumeMounts: [{name: v, mountPath: /v}, {name: c, mountPath: /w}], volumeDevices: [{name: b, devicePath: /b}, {name: c, devicePath: /c}]} → .volumeMounts[1].name: Invalid value: "c": must not already exist in volumeDevices .volumeDevices[1].name: Invalid value: "c": must not already exist in volumeMounts
resources {limits: {cpu: 0, memory: 0}} → fine
resources@1.26 {limits: {cpu: 1, example.com/a: 2}, requests: {cpu: 2, example.com/a: 1}} → .requests: Invalid value: "2": must be less than or equal to cpu limit .requests: Invalid value: "1": must be equal to example.com/a limit
resources {requests: {hugepages-2Mi: 4Mi, cpu: 1}} → .limits: Required value: Limit must be set for non overcommitable resources
resources {limits: {hugepages-2Mi: 4Mi}, requests: {memory: 1}} → fine
resources {requests: {kubernetes.io/a: 500m, ephemeral-storage: 1}} → fine
resources {limits: {requests.cpu: 1, example.com/a: 1.5}} → .limits[example.com/a]: Invalid value: "1500m": must be an integer .limits[requests.cpu]: Invalid value: "requests.cpu": must be a standard resource for containers .requests[example.com/a]: Invalid value: "1500m": must be an integer .requests[requests.cpu]: Invalid value: "requests.cpu": must be a standard resource for containers
resources {limits: {cpu: 1}, requests: {memory: -1}} → .requests[memory]: Invalid value: "-1": must be greater than or equal to 0
main {resizePolicy: [{resourceName: cpu, restartPolicy: RestartContainer}, {resourceName: memory, restartPolicy: Often}]} → .resizePolicy: Unsupported value: "Often": supported values: "NotRequired", "RestartContainer"
# what else holds for probes and hooks
probe {exec: {command: [a]}, initialDelaySeconds: -1, timeoutSeconds: -1, periodSeconds: -1, successThreshold: -1, failureThreshold: -1} → .initialDelaySeconds: Invalid value: -1: must be greater than or equal to 0 .timeoutSeconds: Invalid value: -1: must be greater than or equal to 0 .periodSeconds: Invalid value: -1: must be greater than or equal to 0 .successThreshold: Invalid value: -1: must be greater than or equal to 0 .failureThreshold: Invalid value: -1: must be greater than or equal to 0 .successThreshold: Invalid value: -1: must be 1
probe {exec: {command: [a]}, initialDelaySeconds: 0, timeoutSeconds: 0, periodSeconds: 0, successThreshold: 0, failureThreshold: 0} → fine
probe {tcpSocket: {port: 1}, successThreshold: 2} → .successThreshold: Invalid value: 2: must be 1
readiness {tcpSocket: {port: 1}, successThreshold: -1} → .successThreshold: Invalid value: -1: must be greater than or equal to 0
probe {tcpSocket: {port: 1}, terminationGracePeriodSeconds: -1} → .terminationGracePeriodSeconds: Invalid value: -1: must be greater than 0
probe {grpc: {port: 1}, httpGet: {port: 0, scheme: x}, tcpSocket: {port: 1}} → .httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive .httpGet.scheme: Unsupported value: "x": supported values: "HTTP", "HTTPS" .tcpSocket: Forbidden: may not specify more than 1 handler type .grpc: Forbidden: may not specify more than 1 handler type
probe {httpGet: {port: ""}} → .httpGet.port: Invalid value: "": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-) .httpGet.port: Invalid value: "": must contain at least one letter (a-z)
probe {httpGet: {port: A_b}} → .httpGet.port: Invalid value: "A_b": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)
probe {tcpSocket: {port: 65536}} → .tcpSocket.port: Invalid value: 65536: must be between 1 and 65535, inclusive
probe {grpc: {port: 0}} → .grpc.port: Invalid value: 0: must be between 1 and 65535, inclusive
probe {httpGet: {port: 1, scheme: HTTPS, path: a, httpHeaders: [{value: b}]}} → .httpGet.httpHeaders: Invalid value: "": a valid HTTP header must consist of alphanumeric characters or '-'
probe {httpGet: {port: 1, scheme: HTTPS, protocol: HTTP2}} → fine
probe {grpc: {port: 1, mode: Https}} → fine
probe@gates {httpGet: {port: 1, protocol: HTTP2}} → fine
probe@gates {httpGet: {port: 1, host: h, scheme: HTTPS}} → fine
probe@gates {httpGet: {port: 1, host: h, scheme: HTTPS, protocol: HTTP1}} → fine
probe@gates {httpGet: {port: 1, host: h, scheme: HTTPS, protocol: HTTP2}} → .httpGet.protocol: Invalid value: "HTTP2": HTTP2 cannot be combined with scheme HTTPS
probe@gates {httpGet: {port: 1, host: h, protocol: HTTP2}} → .httpGet.host: Forbidden: may not be set when protocol is HTTP2
probe@gates {httpGet: {port: 1, protocol: HTTP3}} → .httpGet.protocol: Unsupported value: "HTTP3": supported values: "HTTP1", "HTTP2"
probe@gates {grpc: {port: 1, mode: Https}} → .grpc.mode: Unsupported value: "Https": supported values: "Plaintext", "TLS"
probe@gates {grpc: {port: 1, mode: TLS}} → fine
probe@gates {grpc: {port: 1, mode: Plaintext}} → fine
probe@gates {grpc: {port: 1}} → fine
lifecycle@1.34 {preStop: {sleep: {seconds: 0}}, postStart: {sleep: {seconds: 1}}} → .preStop.sleep: Invalid value: 0: must be greater than 0 and less than terminationGracePeriodSeconds (30). Enable AllowPodLifecycleSleepActionZeroValue feature gate for zero sleep.
lifecycle@1.31 {preStop: {sleep: {seconds: 0}}, postStart: {sleep: {seconds: 31}}} → .postStart.sleep: Invalid value: 31: must be greater than 0 and less than terminationGracePeriodSeconds (30) .preStop.sleep: Invalid value: 0: must be greater than 0 and less than terminationGracePeriodSeconds (30)
lifecycle {preStop: {tcpSocket: {port: 1}, exec: {command: [a]}, httpGet: {port: 1}}} → .preStop.httpGet: Forbidden: may not specify more than 1 handler type .preStop.tcpSocket: Forbidden: may not specify more than 1 handler type
lifecycle {stopSignal: SIGTERM} → .stopSignal: Forbidden: may not be set for containers with empty \`spec.os.name\`
spec {containers: [{name: a, image: i, lifecycle: {stopSignal: X}}], os: {name: windows}} → .containers[0].lifecycle.stopSignal: Unsupported value: "X": supported values: "SIGKILL", "SIGTERM"
spec {containers: [{name: a, image: i, lifecycle: {stopSignal: SIGRTMAX-14}}, {name: b, image: i, lifecycle: {stopSignal: SIGRTMIN+1}}], os: {name: linux}} → fine
spec {containers: [{name: a, image: i, lifecycle: {stopSignal: SIGRTMAX-15}}, {name: b, image: i, lifecycle: {stopSignal: SIGRTMIN+16}}], os: {name: linux}} → .containers[0].lifecycle.stopSignal: Unsupported value: "SIGRTMAX-15": supported values: "SIGABRT"…
spec {terminationGracePeriodSeconds: 5, containers: [{name: a, image: i, lifecycle: {preStop: {sleep: {seconds: 6}}}}]} → .containers[0].lifecycle.preStop.sleep: Invalid value: 6: must be non-negative and less than terminationGracePeriodSeconds (5)
# what else holds for init containers and a container's own restarts
spec {initContainers: [{name: a, image: i}, {name: a, image: i}, {name: "", image: i}, {name: "", image: i}]} → .initContainers[1].name: Duplicate value: "a" .initContainers[2].name: Required value .initContainers[3].name: Required value
spec@1.24 {initContainers: [{name: a, image: i}, {name: a, image: i}]} → .initContainers[1].name: Duplicate value: "a" .initContainers[1].name: Duplicate value: "a"
init@1.24 {terminationMessagePolicy: Log, imagePullPolicy: Often, livenessProbe: {tcpSocket: {port: 1}}, lifecycle: {postStart: {exec: {command: [a]}}}, ports: [{containerPort: 1, hostPort: 8}, {containerPort: 2, hostPort: 8}]} → .terminationMessagePolicy: Invalid value: "Log": must be 'File' or 'FallbackToLogsOnError' .imagePullPolicy: Unsupported value: "Often": supported values: "Always", "IfNotPresent", "Never" .ports[1].hostPort: Duplicate value: "TCP//8" .lifecycle: Invalid value: core.Lifecycle{…}: must not be set for init containers .livenessProbe: Invalid value: core.Probe{…}: must not be set for init containers
init@1.27 {livenessProbe: {tcpSocket: {port: 1}}} → .livenessProbe: Forbidden: may not be set for init containers
init@1.34 {restartPolicy: Never} → .restartPolicy: Unsupported value: "Never": supported values: "Always"
init@1.34 {restartPolicy: Always, readinessProbe: {tcpSocket: {port: 0}}} → .readinessProbe.tcpSocket.port: Invalid value: 0: must be between 1 and 65535, inclusive
init {restartPolicy: Sometimes} → .restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "Never", "OnFailure"
init {restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [1]}}]} → .restartPolicy: Required value: must specify restartPolicy when restart rules are used
init {restartPolicy: OnFailure} → fine
init@1.35 {restartPolicy: Always, restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [1]}}]} → .restartPolicyRules: Forbidden: restartPolicyRules are not allowed for init containers with restart policy Always
init@gates {restartPolicy: Always, restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [1]}}]} → .restartPolicyRules: Forbidden: restartPolicyRules are not allowed for init containers with restart policy Always
init@gates {restartPolicy: Always} → fine
init@gates {restartPolicy: Never, restartPolicyRules: [{action: RestartAllContainers, exitCodes: {operator: In, values: [1]}}]} → .restartPolicyRules[0].action: Unsupported value: "RestartAllContainers": supported values: "Restart"
main@gates {restartPolicy: Never, restartPolicyRules: [{action: RestartAllContainers, exitCodes: {operator: In, values: [1]}}]} → .restartPolicyRules[0].action: Unsupported value: "RestartAllContainers": supported values: "Restart"
main@1.35 {restartPolicy: Never, restartPolicyRules: [{action: RestartAllContainers, exitCodes: {operator: In, values: [1]}}]} → .restartPolicyRules[0].action: Unsupported value: "RestartAllContainers": supported values: "Restart"
main@1.34 {restartPolicy: Never} → .restartPolicy: Forbidden: may not be set for non-init containers
main@1.34 {restartPolicyRules: [{}]} → fine
main {restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [1]}}]} → .restartPolicy: Required value: must specify restartPolicy when restart rules are used
main {restartPolicyRules: []} → fine
main {restartPolicyRules: [{action: Stop}]} → .restartPolicy: Required value: must specify restartPolicy when restart rules are used .restartPolicyRules[0].action: Unsupported value: "Stop": supported values: "Restart", "RestartAllContainers" .restartPolicyRules[0].exitCodes: Required value: must be specified
main@gates {restartPolicy: Always, restartPolicyRules: [{action: Stop}]} → .restartPolicyRules[0].action: Unsupported value: "Stop": supported values: "Restart" .restartPolicyRules[0].exitCodes: Required value: must be specified
main {restartPolicy: Sometimes} → .restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "Never", "OnFailure"
main {restartPolicy: Always, restartPolicyRules: [{action: Restart}, {action: Restart, exitCodes: {}}]} → .restartPolicyRules[0].exitCodes: Required value: must be specified .restartPolicyRules[1].exitCodes.operator: Unsupported value: "": supported values: "In", "NotIn"
main {securityContext: {procMount: Unmasked}, restartPolicy: Never} → .securityContext.procMount: Invalid value: "Unmasked": \`hostUsers\` must be false to use \`Unmasked\`
security@1.29 {procMount: Unmasked} → fine
security@1.33 {allowPrivilegeEscalation: false, privileged: true, capabilities: {add: [NET_ADMIN, CAP_SYS_ADMIN]}} → : Invalid value: core.SecurityContext{…}: cannot set \`allowPrivilegeEscalation\` to false and \`privileged\` to true : Invalid value: core.SecurityContext{…}: cannot set \`allowPrivilegeEscalation\` to false and \`capabilities.Add\` CAP_SYS_ADMIN
security {allowPrivilegeEscalation: true, privileged: true} → fine
pod-security@1.33 {seccompProfile: {type: Unconfined, localhostProfile: a}} → .seccompProfile.localhostProfile: Invalid value: core.SeccompProfile{…}: can only be set when seccomp type is Localhost
pod-security {seccompProfile: {type: Localhost, localhostProfile: ../a}} → .seccompProfile.localhostProfile: Invalid value: "../a": must not contain '..'
pod-security {fsGroupChangePolicy: Never} → .fsGroupChangePolicy: Unsupported value: "Never": supported values: "Always", "OnRootMismatch"
pod-security {fsGroup: 2147483648, supplementalGroups: [2147483647, 2147483648]} → .fsGroup: Invalid value: 2147483648: must be between 0 and 2147483647, inclusive .supplementalGroups[1]: Invalid value: 2147483648: must be between 0 and 2147483647, inclusive
pod-security {sysctls: [{name: a.b/c_d-e, value: "1"}, {name: a..b, value: "1"}, {name: a., value: "1"}]} → .sysctls[1].name: Invalid value: "a..b": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$ .sysctls[2].name: Invalid value: "a.": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$
spec {hostNetwork: true, hostIPC: true, securityContext: {sysctls: [{name: net.a, value: "1"}, {name: kernel.msgmax, value: "1"}, {name: kernel/sem, value: "1"}]}} → .securityContext.sysctls[0].name: Invalid value: "net.a": may not be specified when 'hostNetwork' is true .securityContext.sysctls[1].name: Invalid value: "kernel.msgmax": may not be specified when 'hostIPC' is true .securityContext.sysctls[2].name: Invalid value: "kernel/sem": may not be specified when 'hostIPC' is true
security {appArmorProfile: {type: RuntimeDefault}, seccompProfile: {type: RuntimeDefault}} → fine
security {appArmorProfile: {localhostProfile: a}} → .appArmorProfile.type: Required value: type is required when appArmorProfile is set
init {ports: [{}], securityContext: {procMount: Unmasked}, terminationMessagePolicy: Log} → .terminationMessagePolicy: Unsupported value: "Log": supported values: "File", "FallbackToLogsOnError" .ports[0].containerPort: Required value .securityContext.procMount: Invalid value: "Unmasked": \`hostUsers\` must be false to use \`Unmasked\`
init {restartPolicy: Always, ports: [{containerPort: 1, hostPort: 8}]} → fine
spec {initContainers: [{name: a, image: i, ports: [{containerPort: 1, hostPort: 8}]}, {name: b, image: i, ports: [{containerPort: 1, hostPort: 8}]}]} → fine
spec@1.24 {initContainers: [{name: a, image: i, ports: [{containerPort: 1, hostPort: 8}]}, {name: b, image: i, ports: [{containerPort: 1, hostPort: 8}]}]} → fine
# what stands where a pod seldom has something
security {windowsOptions: {gmsaCredentialSpecName: A, runAsUserName: 'DOM\\ad'}} → .windowsOptions.gmsaCredentialSpecName: Invalid value: "A": a lowercase RFC 1123 subdomain must consist of…
security {windowsOptions: {runAsUserName: 'd\\'}} → .windowsOptions.runAsUserName: Invalid value: "d\\\\": runAsUserName's User cannot be empty
security {windowsOptions: {runAsUserName: 'U*104'}} → fine
security {windowsOptions: {runAsUserName: 'U*105'}} → .windowsOptions.runAsUserName: Invalid value: "U*105": runAsUserName's User length must not be longer than 104 characters
security {windowsOptions: {gmsaCredentialSpec: 'G*65536'}} → fine
security {windowsOptions: {gmsaCredentialSpec: 'G*65537'}} → .windowsOptions.gmsaCredentialSpec: Invalid value: "G*65537": gmsaCredentialSpec size must be under 64 KiB
spec {os: {name: windows}, hostUsers: true, shareProcessNamespace: true, securityContext: {sysctls: []}} → .hostUsers: Forbidden: cannot be set for a windows pod .shareProcessNamespace: Forbidden: cannot be set for a windows pod
spec {os: {name: windows}, shareProcessNamespace: false, securityContext: {sysctls: [{name: a, value: b}]}} → .securityContext.sysctls: Forbidden: cannot be set for a windows pod .shareProcessNamespace: Forbidden: cannot be set for a windows pod
spec {resources: {claims: [], limits: {cpu: 1}}, containers: [{name: a, image: i, resources: {limits: {cpu: 1}}}, {name: b, image: i, resources: {limits: {cpu: 1001m, memory: 1Gi}}}]} → .resources.requests: Invalid value: "2001m": must be less than or equal to cpu limit of 1 .resources.containers[1][cpu].limits: Invalid value: "1001m": must be less than or equal to pod limits of 1
spec {hostnameOverride: 'a*64'} → fine
spec {hostnameOverride: 'a*65'} → .hostnameOverride: Too long: may not be more than 64 bytes
main {env: [{name: A, valueFrom: {fileKeyRef: {key: K, volumeName: b, path: p}}}]} → .env[0].valueFrom.fileKeyRef.volumeName: Invalid value: "b": referenced volume must be of type emptyDir
spec {hostUsers: false, volumes: [{name: v, persistentVolumeClaim: {claimName: v}}], containers: [{name: a, image: i, volumeDevices: [{name: v, devicePath: /d}]}]} → .containers[0].volumeDevices: Forbidden: when \`hostUsers\` is false
spec {resourceClaims: [{name: a, resourceClaimName: b}, {name: a, resourceClaimName: C}, {name: D, resourceClaimTemplateName: c}, {resourceClaimName: c}]} → .resourceClaims[1].name: Duplicate value: "a" .resourceClaims[1].resourceClaimName: Invalid value: "C": a lowercase RFC 1123 subdomain must consist of… .resourceClaims[2].name: Invalid value: "D": a lowercase RFC 1123 label must consist of… .resourceClaims[3].name: Required value
spec {resourceClaims: [{name: a, resourceClaimName: b}], containers: [{name: m, image: i, resources: {claims: [{name: a, request: r}, {name: a, request: r}, {name: a, request: S}, {name: a}, {name: a}, {name: a, request: s}]}}]} → .containers[0].resources.claims[1]: Duplicate value: "a/r" .containers[0].resources.claims[2].request: Invalid value: "S": a lowercase RFC 1123 label must consist of… .containers[0].resources.claims[3]: Duplicate value: "a" .containers[0].resources.claims[3]: Duplicate value: "a" .containers[0].resources.claims[4]: Duplicate value: "a" .containers[0].resources.claims[5]: Duplicate value: "a"
spec {resourceClaims: [{name: a, resourceClaimName: b}, {name: aa, resourceClaimName: b}], containers: [{name: m, image: i, resources: {claims: [{name: aa, request: r}, {name: a}, {name: a, request: r}]}}]} → .containers[0].resources.claims[2]: Duplicate value: "a"
volume {storageos: {volumeName: A, volumeNamespace: B, secretRef: {}}} → .storageos.volumeName: Invalid value: "A": a lowercase RFC 1123 label must consist of… .storageos.volumeNamespace: Invalid value: "B": a lowercase RFC 1123 label must consist of… .storageos.secretRef.name: Required value
volume {cinder: {volumeID: a, secretRef: {}}} → .cinder.secretRef.name: Required value
volume {flexVolume: {driver: a, secretRef: {}}} → fine
volume {iscsi: {targetPortal: a, iqn: xyz, lun: -1}} → .iscsi.iqn: Invalid value: "xyz": must be valid format starting with iqn, eui, or naa .iscsi.lun: Invalid value: -1: must be between 0 and 255, inclusive
volume {fc: {targetWWNs: [a], lun: 256}} → .fc.lun: Invalid value: 256: must be between 0 and 255, inclusive
volume {fc: {targetWWNs: [a], lun: 255}} → fine
volume {quobyte: {registry: 'r:1', volume: v, tenant: 'a*64'}} → fine
volume {quobyte: {registry: 'r:1', volume: v, tenant: 'a*65'}} → .quobyte.tenant: Required value: must be a UUID and may not exceed a length of 64 characters
volume {azureDisk: {diskName: d, diskURI: 'https://a', kind: shared}} → .azureDisk.kind: Unsupported value: "shared": supported values: "Dedicated", "Managed", "Shared"
volume {image: {reference: a, pullPolicy: Sometimes}} → .image.pullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"
volume {csi: {driver: 'a*63'}} → fine
volume {csi: {driver: a_b}} → .csi.driver: Invalid value: "a_b": a lowercase RFC 1123 subdomain must consist of…
volume {csi: {driver: A.b}} → fine
volume {csi: {driver: 'a*64'}} → .csi.driver: Too long: may not be more than 63 bytes
main {resizePolicy: [{resourceName: cpu, restartPolicy: RestartContainer}]} → fine
spec {restartPolicy: Never, containers: [{name: a, image: i, resizePolicy: [{resourceName: cpu, restartPolicy: RestartContainer}, {resourceName: memory, restartPolicy: NotRequired}]}]} → .containers[0].resizePolicy: Invalid value: "RestartContainer": must be 'NotRequired' when pod \`restartPolicy\` is 'Never'
pod-security {appArmorProfile: {type: Localhost, localhostProfile: 'a*4095'}} → fine
pod-security {appArmorProfile: {type: Localhost, localhostProfile: 'a*4096'}} → .appArmorProfile.localhostProfile: Too long: may not be more than 4095 bytes
# what an older kubelet says of a file
main@1.23 {startupProbe: {tcpSocket: {port: 1}, periodSeconds: -1}, livenessProbe: {tcpSocket: {port: 1}, successThreshold: 2}, readinessProbe: {tcpSocket: {port: 1}, terminationGracePeriodSeconds: 5}} → .readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for readinessProbes .startupProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0 .livenessProbe.successThreshold: Invalid value: 2: must be 1 .startupProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0
main@1.20 {startupProbe: {tcpSocket: {port: 1}, periodSeconds: -1}, livenessProbe: {tcpSocket: {port: 1}, successThreshold: 2}, readinessProbe: {tcpSocket: {port: 1}, terminationGracePeriodSeconds: 5, periodSeconds: -1}} → .livenessProbe.successThreshold: Invalid value: 2: must be 1 .startupProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0 .readinessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0
main@1.25 {startupProbe: {tcpSocket: {port: 1}, periodSeconds: -1, successThreshold: 2}, readinessProbe: {tcpSocket: {port: 1}, terminationGracePeriodSeconds: 5}} → .readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for readinessProbes .startupProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0 .startupProbe.successThreshold: Invalid value: 2: must be 1
main@1.24 {terminationMessagePolicy: Log} → .terminationMessagePolicy: Invalid value: "Log": must be 'File' or 'FallbackToLogsOnError'
main@1.25 {terminationMessagePolicy: Log} → .terminationMessagePolicy: Unsupported value: "Log": supported values: "File", "FallbackToLogsOnError"
main@1.24 {terminationMessagePolicy: FallbackToLogsOnError} → fine
device@1.22 [{name: v, devicePath: /d}] → [0].name: Invalid value: "v": can only use volume source type of PersistentVolumeClaim for block mode
device@1.23 [{name: v, devicePath: /d}] → [0].name: Invalid value: "v": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode
pod-security@1.24 {sysctls: [{name: a/b, value: "1"}, {name: a.b, value: "1"}]} → .sysctls[0].name: Invalid value: "a/b": must have at most 253 characters and match regex ([a-z0-9]([-_a-z0-9]*[a-z0-9])?\\.)*[a-z0-9]([-_a-z0-9]*[a-z0-9])?
pod-security@1.25 {sysctls: [{name: a/b, value: "1"}]} → fine
spec@1.25 {hostNetwork: true, securityContext: {windowsOptions: {hostProcess: true}}} → .securityContext.windowsOptions.hostProcess: Forbidden: not allowed when feature gate 'WindowsHostProcessContainers' is not enabled
spec@1.26 {hostNetwork: true, securityContext: {windowsOptions: {hostProcess: true}}} → fine
spec@1.25 {containers: [{name: a, image: i, securityContext: {windowsOptions: {hostProcess: true}}}, {name: b, image: i, securityContext: {windowsOptions: {hostProcess: false}}}]} → .containers[0].securityContext.windowsOptions.hostProcess: Forbidden: not allowed when feature gate 'WindowsHostProcessContainers' is not enabled .containers[1].securityContext.windowsOptions.hostProcess: Forbidden: not allowed when feature gate 'WindowsHostProcessContainers' is not enabled : Forbidden: pod must not contain Windows hostProcess containers when feature gate 'WindowsHostProcessContainers' is not enabled
spec@1.25 {containers: [{name: a, image: i, securityContext: {windowsOptions: {hostProcess: false}}}]} → .containers[0].securityContext.windowsOptions.hostProcess: Forbidden: not allowed when feature gate 'WindowsHostProcessContainers' is not enabled
spec@1.21 {securityContext: {windowsOptions: {hostProcess: true}}} → fine
spec@1.24 {os: {name: linux}} → .os: Forbidden: cannot be set when IdentifyPodOS feature is not enabled
spec@1.22 {os: {name: darwin}} → fine
spec@1.25 {os: {name: linux}} → fine
volume@1.23 {csi: {driver: d, nodePublishSecretRef: {}}} → .csi.nodePublishSecretRef .name: Required value
volume@1.24 {csi: {driver: d, nodePublishSecretRef: {}}} → .csi.nodePublishSecretRef.name: Required value
main@1.16 {env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.podIPs}}}]} → .env[0].valueFrom.fieldRef.fieldPath: Invalid value: "status.podIPs": error converting fieldPath: field label not supported: status.podIPs
main@1.17 {env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.podIPs}}}]} → fine
main@1.31 {env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.hostIPs}}}]} → .env[0].valueFrom.fieldRef: Forbidden: may not be set when feature gate 'PodHostIPs' is not enabled
main@1.32 {env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.hostIPs}}}]} → fine
main@1.19 {env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.hugepages-2Mi, divisor: 3}}}]} → .env[0].valueFrom.resourceFieldRef.resource: Unsupported value: "limits.hugepages-2Mi": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"
main@1.26 {env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.hugepages-2Mi, divisor: 3}}}]} → .env[0].valueFrom.resourceFieldRef.resource: Unsupported value: "limits.hugepages-2Mi": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory" .env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.hugepages-2Mi": only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the hugepages resource
main@1.26 {env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.hugepages-2Mi}}}]} → .env[0].valueFrom.resourceFieldRef.resource: Unsupported value: "limits.hugepages-2Mi": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"
main@1.27 {env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.hugepages-2Mi}}}]} → fine
spec@1.17 {containers: [{name: a, image: i, resources: {limits: {cpu: 1, hugepages-2Mi: 2Mi}}}, {name: b, image: i, resources: {limits: {cpu: 1, hugepages-1Gi: 1Gi}}}]} → : Invalid value: sets.String{"hugepages-1Gi":sets.Empty{}, "hugepages-2Mi":sets.Empty{}}: must use a single hugepage size in a pod spec
spec@1.18 {containers: [{name: a, image: i, resources: {limits: {cpu: 1, hugepages-2Mi: 2Mi, hugepages-1Gi: 1Gi}}}]} → : Invalid value: []string{"hugepages-1Gi", "hugepages-2Mi"}: must use a single hugepage size in a pod spec
spec@1.18 {containers: [{name: a, image: i, resources: {limits: {cpu: 1, hugepages-2Mi: 2Mi}}}, {name: b, image: i, resources: {limits: {cpu: 1, hugepages-2Mi: 4Mi}}}], initContainers: [{name: i, image: i, resources: {limits: {cpu: 1, hugepages-1Gi: 1Gi}}}]} → fine
spec@1.19 {containers: [{name: a, image: i, resources: {limits: {cpu: 1, hugepages-2Mi: 2Mi, hugepages-1Gi: 1Gi}}}]} → fine
spec@1.27 {dnsConfig: {searches: [a, b, c, d, e, f, g]}} → .dnsConfig.searches: Invalid value: []string{"a", "b", "c", "d", "e", "f", "g"}: must not have more than 6 search paths
spec@1.28 {dnsConfig: {searches: [a, b, c, d, e, f, g]}} → fine
spec@1.34 {dnsConfig: {searches: [_a.b, .]}} → .dnsConfig.searches[0]: Invalid value: "_a.b": a lowercase RFC 1123 subdomain must consist of… .dnsConfig.searches[1]: Invalid value: "": a lowercase RFC 1123 subdomain must consist of…
spec@1.34 {resources: {requests: {cpu: 100m}}, containers: [{name: a, image: i, resources: {requests: {cpu: 200m}}}]} → fine
spec@1.35 {resources: {requests: {cpu: 100m}}, containers: [{name: a, image: i, resources: {requests: {cpu: 200m}}}]} → .resources.requests[cpu]: Invalid value: "100m": must be greater than or equal to aggregate container requests of 200m
spec@1.34 {topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {a: b}}, matchLabelKeys: [a]}]} → .topologySpreadConstraints[0].matchLabelKeys[0]: Invalid value: "a": exists in both matchLabelKeys and labelSelector
spec@1.35 {topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {a: b}}, matchLabelKeys: [a]}]} → fine
init@1.26 {resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]} → fine
init@1.27 {resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}, {resourceName: memory, restartPolicy: RestartContainer}]} → .resizePolicy: Invalid value: []core.ContainerResizePolicy{core.ContainerResizePolicy{ResourceName:"cpu", RestartPolicy:"NotRequired"}, core.ContainerResizePolicy{ResourceName:"memory", RestartPolicy:"RestartContainer"}}: must not be set for init containers
init@1.33 {restartPolicy: Always, resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]} → .resizePolicy: Invalid value: []core.ContainerResizePolicy{core.ContainerResizePolicy{ResourceName:"cpu", RestartPolicy:"NotRequired"}}: must not be set for init containers
init@1.34 {resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]} → .resizePolicy: Invalid value: [{"ResourceName":"cpu","RestartPolicy":"NotRequired"}]: must not be set for init containers
init@1.34 {resizePolicy: []} → fine
init@1.35 {resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]} → fine
meta@1.25 {ownerReferences: [{apiVersion: v1, kind: A, name: a, uid: u, controller: true}, {apiVersion: v1, kind: B, name: b, uid: u, controller: true}]} → .ownerReferences: Invalid value: []v1.OwnerReference{v1.OwnerReference{APIVersion:"v1", Kind:"A", Name:"a", UID:"u", Controller:(*bool)(…), BlockOwnerDeletion:(*bool)(nil)}, v1.OwnerReference{APIVersion:"v1", Kind:"B", Name:"b", UID:"u", Controller:(*bool)(…), BlockOwnerDeletion:(*bool)(nil)}}: Only one reference can have Controller set to true. Found "true" in references for a and b
volume@1.34 {image: {reference: a}} → .image.pullPolicy: Required value
volume@1.35 {image: {reference: a}} → fine
volume@1.35 {image: {reference: a, pullPolicy: ""}} → fine
init {securityContext: {procMount: Unmasked, seccompProfile: {}}} → .securityContext.procMount: Invalid value: "Unmasked": \`hostUsers\` must be false to use \`Unmasked\` .securityContext.seccompProfile.type: Required value: type is required when seccompProfile is set
main {securityContext: {procMount: Unmasked, seccompProfile: {}}} → .securityContext.procMount: Invalid value: "Unmasked": \`hostUsers\` must be false to use \`Unmasked\` .securityContext.seccompProfile.type: Required value: type is required when seccompProfile is set
spec@1.28 {restartPolicy: Never, containers: [{name: a, image: b, resizePolicy: [{resourceName: cpu, restartPolicy: RestartContainer}]}]} → fine
spec@1.29 {restartPolicy: Never, containers: [{name: a, image: b, resizePolicy: [{resourceName: cpu, restartPolicy: RestartContainer}]}]} → .containers[0].resizePolicy: Invalid value: "RestartContainer": must be 'NotRequired' when \`restartPolicy\` is 'Never'
main@1.34 {env: [{name: A, valueFrom: {fileKeyRef: {key: K, volumeName: b, path: p}}}]} → .env[0].valueFrom.fileKeyRef.volumeName: Invalid value: "b": referenced volume must be of type emptyDir
main@1.34 {env: [{name: A, valueFrom: {}}]} → .env[0].valueFrom: Invalid value: "": must specify one of: \`fieldRef\`, \`resourceFieldRef\`, \`configMapKeyRef\` or \`secretKeyRef\`
beside@1.20 {topologyKey: a, labelSelector: {matchLabels: {a: -}}} → .matchExpressions.matchLabels: Invalid value: "-": a valid label must be an empty string or consist of…
beside@1.21 {topologyKey: a, labelSelector: {matchLabels: {a: -}}, namespaceSelector: {matchLabels: {a: -}}} → .labelSelector.matchLabels: Invalid value: "-": a valid label must be an empty string or consist of… .namespaceSelector.matchLabels: Invalid value: "-": a valid label must be an empty string or consist of…
meta@1.20 {managedFields: [{operation: Apply}, {operation: X}]} → .managedFields.operation: Invalid value: "X": must be \`Apply\` or \`Update\`
meta@1.21 {managedFields: [{operation: Apply}, {operation: X}]} → .managedFields[1].operation: Invalid value: "X": must be \`Apply\` or \`Update\`
spec@1.24 {hostUsers: false, volumes: [{name: v, hostPath: {path: /v}}]} → fine
spec@1.27 {hostUsers: false, hostPID: true, volumes: [{name: e, emptyDir: {}}, {name: v, hostPath: {path: /v}}, {name: s, secret: {secretName: s}}, {name: d, downwardAPI: {}}, {name: c, configMap: {name: c}}, {name: p, projected: {sources: []}}]} → .volumes[1]: Forbidden: volume type not supported when \`pod.Spec.HostUsers\` is false .HostPID: Forbidden: when \`pod.Spec.HostUsers\` is false
spec@1.28 {hostUsers: false, volumes: [{name: v, hostPath: {path: /v}}]} → fine
spec@1.26 {topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway, matchLabelKeys: [a b]}]} → .topologySpreadConstraints[0].matchLabelKeys[0]: Invalid value: "a b": name part must consist of…
spec@1.27 {topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway, matchLabelKeys: [a]}]} → .topologySpreadConstraints[0].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set
# what annotations say beside fields
meta {annotations: {controller.kubernetes.io/pod-deletion-cost: "+1"}} → .annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "+1": must be a 32bit integer
meta {annotations: {controller.kubernetes.io/pod-deletion-cost: "01"}} → .annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "01": must be a 32bit integer
meta {annotations: {controller.kubernetes.io/pod-deletion-cost: ""}} → .annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "": must be a 32bit integer
meta {annotations: {controller.kubernetes.io/pod-deletion-cost: "-"}} → .annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "-": must be a 32bit integer
meta {annotations: {controller.kubernetes.io/pod-deletion-cost: "0"}} → fine
meta {annotations: {controller.kubernetes.io/pod-deletion-cost: "-2147483648"}} → fine
meta {annotations: {controller.kubernetes.io/pod-deletion-cost: "2147483648"}} → .annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "2147483648": must be a 32bit integer
meta {annotations: {controller.kubernetes.io/pod-deletion-cost: "-2147483649"}} → .annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "-2147483649": must be a 32bit integer
meta {annotations: {controller.kubernetes.io/pod-deletion-cost: "2147483647"}} → fine
meta@1.20 {annotations: {controller.kubernetes.io/pod-deletion-cost: x}} → fine
meta@1.21 {annotations: {controller.kubernetes.io/pod-deletion-cost: x, seccomp.security.alpha.kubernetes.io/pod: x, container.seccomp.security.alpha.kubernetes.io/a: z}} → .annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "x": must be a 32bit integer .annotations.seccomp.security.alpha.kubernetes.io/pod: Invalid value: "x": must be a valid seccomp profile .annotations.container.seccomp.security.alpha.kubernetes.io/a: Invalid value: "z": must be a valid seccomp profile
# what is no resource of a container's
resources@1.29 {limits: {pods: 1}} → .limits[pods]: Invalid value: pods: must be a standard resource for containers .requests[pods]: Invalid value: pods: must be a standard resource for containers
resources@1.33 {limits: {foo: 1}} → .limits[foo]: Invalid value: foo: must be a standard resource type or fully qualified .limits[foo]: Invalid value: foo: must be a standard resource for containers .requests[foo]: Invalid value: foo: must be a standard resource type or fully qualified .requests[foo]: Invalid value: foo: must be a standard resource for containers
resources@1.28 {limits: {pods: 1}} → .limits[pods]: Invalid value: "pods": must be a standard resource for containers .requests[pods]: Invalid value: "pods": must be a standard resource for containers
resources {limits: {requests.example.com/a: 1, my.kubernetes.io/a: 1.5}} → .limits[requests.example.com/a]: Invalid value: "requests.example.com/a": doesn't follow extended resource name standard .requests[requests.example.com/a]: Invalid value: "requests.example.com/a": doesn't follow extended resource name standard
resources {limits: {example.com/a: 1}, requests: {my.kubernetes.io/a: 1}} → fine
resources {limits: {pods: 1.5, configmaps: 1}} → .limits[configmaps]: Invalid value: "configmaps": must be a standard resource for containers .limits[pods]: Invalid value: "pods": must be a standard resource for containers .limits[pods]: Invalid value: "1500m": must be an integer .requests[configmaps]: Invalid value: "configmaps": must be a standard resource for containers .requests[pods]: Invalid value: "pods": must be a standard resource for containers .requests[pods]: Invalid value: "1500m": must be an integer
resources {limits: {requests.hugepages-2Mi: 2Mi}} → .limits[requests.hugepages-2Mi]: Invalid value: "requests.hugepages-2Mi": must be a standard resource for containers .requests[requests.hugepages-2Mi]: Invalid value: "requests.hugepages-2Mi": must be a standard resource for containers
resources {limits: {limits.ephemeral-storage: 1, services.nodeports: 1, requests.storage: 1}} → .limits[limits.ephemeral-storage]: Invalid value: "limits.ephemeral-storage": must be a standard resource for containers .limits[requests.storage]: Invalid value: "requests.storage": must be a standard resource for containers .limits[services.nodeports]: Invalid value: "services.nodeports": must be a standard resource for containers .requests[limits.ephemeral-storage]: Invalid value: "limits.ephemeral-storage": must be a standard resource for containers .requests[requests.storage]: Invalid value: "requests.storage": must be a standard resource for containers .requests[services.nodeports]: Invalid value: "services.nodeports": must be a standard resource for containers
resources {limits: {a/b/c: 1.5}} → .limits[a/b/c]: Invalid value: "a/b/c": a valid label key must consist of… with an optional DNS subdomain prefix and '/' .limits[a/b/c]: Invalid value: "a/b/c": doesn't follow extended resource name standard .requests[a/b/c]: Invalid value: "a/b/c": a valid label key must consist of… with an optional DNS subdomain prefix and '/' .requests[a/b/c]: Invalid value: "a/b/c": doesn't follow extended resource name standard
resources {requests: {cpu: 1, hugepages-2Mi: 3Mi}, limits: {hugepages-2Mi: 2Mi}} → .requests: Invalid value: "3Mi": must be equal to hugepages-2Mi limit of 2Mi .requests[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi
spec {overhead: {foo: 1, requests.example.com/a: 1}} → .overhead.limits[foo]: Invalid value: "foo": must be a standard resource type or fully qualified .overhead.limits[foo]: Invalid value: "foo": must be a standard resource for containers .overhead.limits[requests.example.com/a]: Invalid value: "requests.example.com/a": doesn't follow extended resource name standard
spec {initContainers: [{name: i, image: i}, {name: j, image: i, ports: [{containerPort: 1, hostPort: 8}, {containerPort: 2, hostPort: 8}]}]} → .initContainers[0].ports[1].hostPort: Duplicate value: "TCP//8"
spec@1.24 {initContainers: [{name: i, image: i, ports: [{containerPort: 1, hostPort: 8}, {containerPort: 2, hostPort: 8}]}, {name: "", image: i}]} → .initContainers[1].name: Required value .initContainers[0].ports[1].hostPort: Duplicate value: "TCP//8"
main {volumeMounts: [{name: b, mountPath: /m}, {name: b, mountPath: /n}], volumeDevices: [{name: c, devicePath: /m}]} → .volumeMounts[0].mountPath: Invalid value: "/m": must not already exist as a path in volumeDevices
main {volumeMounts: [{name: b, mountPath: /m}, {name: b, mountPath: /n}], volumeDevices: [{name: c, devicePath: /n}]} → .volumeMounts[1].mountPath: Invalid value: "/n": must not already exist as a path in volumeDevices .volumeDevices[0].devicePath: Invalid value: "/n": must not already exist as a path in volumeMounts
volume {iscsi: {targetPortal: a, iqn: naa.1, chapAuthDiscovery: true, initiatorName: eui.1}} → .iscsi.iqn: Invalid value: "naa.1": must be valid format .iscsi.secretRef: Required value .iscsi.initiatorname: Invalid value: "eui.1": must be valid format
volume {iscsi: {targetPortal: a, iqn: eui.0123456789ABCDEF, chapAuthSession: true, secretRef: {name: s}, initiatorName: ""}} → .iscsi.initiatorname: Invalid value: "": must be valid format starting with iqn, eui, or naa
# what hardly any pod asks for
meta {managedFields: [{operation: Apply, fieldsType: FieldsV1, fieldsV1: {"f:a": 1}}]} → fine
meta@1.19 {managedFields: [{operation: Apply, fieldsV1: {"f:a": 1}}], uid: 1} → can't process config file "/x.yaml": /x.yaml: couldn't parse as pod(v1.Pod.Spec: v1.PodSpec.ObjectMeta: v1.ObjectMeta.UID: ReadString: expects " or n, but found 1, error found in #10 byte of ...|a","uid":1},"spec":{|..., bigger context ...|{"f:a":1},"operation":"Apply"}],"name":"a","uid":1},"spec":{"containers":[{"image":"i","name":"main"|...), please check config file
security {windowsOptions: {runAsUserName: "a\\tb"}} → .windowsOptions.runAsUserName: Invalid value: "a\\tb": runAsUserName cannot contain control characters
security {windowsOptions: {runAsUserName: 'a\\b\\c'}} → .windowsOptions.runAsUserName: Invalid value: "a\\\\b\\\\c": runAsUserName cannot contain more than one backslash
security {windowsOptions: {runAsUserName: 'd*255\\u'}} → .windowsOptions.runAsUserName: Invalid value: "d*255\\\\u": runAsUserName's Domain doesn't match the NetBios nor the DNS format
security {windowsOptions: {runAsUserName: 'd*256\\u'}} → .windowsOptions.runAsUserName: Invalid value: "d*256\\\\u": runAsUserName's Domain length must be under 256 characters .windowsOptions.runAsUserName: Invalid value: "d*256\\\\u": runAsUserName's Domain doesn't match the NetBios nor the DNS format
spec {hostNetwork: true, securityContext: {windowsOptions: {hostProcess: true}}, containers: [{name: a, image: i}, {name: b, image: i, securityContext: {windowsOptions: {hostProcess: false}}}]} → .containers[1].securityContext.windowsOptions.hostProcess: Invalid value: false: pod hostProcess value must be identical if both are specified, was true : Invalid value: "": If pod contains any hostProcess containers then all containers must be HostProcess containers
spec {hostNetwork: true, containers: [{name: a, image: i, securityContext: {windowsOptions: {hostProcess: true}}}, {name: b, image: i}]} → : Invalid value: "": If pod contains any hostProcess containers then all containers must be HostProcess containers
mount [{name: v, mountPath: /v, recursiveReadOnly: Always}] → .recursiveReadOnly: Unsupported value: "Always": supported values: "Disabled", "Enabled", "IfPossible"
spec {resources: {limits: {cpu: 1}, claims: [{name: a}]}, containers: [{name: a, image: i, resources: {claims: [{name: c}]}}], resourceClaims: [{name: b, resourceClaimName: x}, {name: a, resourceClaimName: x}]} → .containers[0].resources.claims[0]: Not found: "c": must be one of the names in pod..resourceClaims: a, b .resources.claims: Forbidden: claims may not be set for Resources at pod-level
main {resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}, {resourceName: cpu, restartPolicy: NotRequired}]} → .resizePolicy[1]: Duplicate value: "cpu"
main@1.28 {resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}, {resourceName: cpu, restartPolicy: NotRequired}]} → .resizePolicy[1]: Duplicate value: cpu
beside {topologyKey: k, matchLabelKeys: [a, b], labelSelector: {matchExpressions: [{key: b, operator: Exists}, {key: a, operator: Exists}, {key: b, operator: Exists}]}} → [1]: Invalid value: "b": exists in both matchLabelKeys and labelSelector
spec {topologySpreadConstraints: [{maxSkew: 1, topologyKey: k, whenUnsatisfiable: DoNotSchedule, minDomains: 1}]} → fine
volume {flexVolume: {driver: a, options: {kubernetes.io/x: v, a.K8S.io: v, my-k8s.io/z: v}}} → .flexVolume.options[a.K8S.io]: Invalid value: "a.K8S.io": kubernetes.io and k8s.io namespaces are reserved .flexVolume.options[kubernetes.io/x]: Invalid value: "kubernetes.io/x": kubernetes.io and k8s.io namespaces are reserved
volume {azureDisk: {diskName: d, diskURI: /subscriptions/d}} → .azureDisk.diskURI: Unsupported value: "/subscriptions/d": supported values: "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"
volume {azureDisk: {diskName: d, diskURI: /subscriptions/d, kind: Managed}} → fine
`

for (const part of TABLE.split('\n# ').slice(1)) {
  const [title, ...lines] = part.trim().split('\n')
  describe(`${title}`, () => {
    it.each(lines.map((line) => /^([\w-]+)(?:@(\S+))? (.*) → (.*)$/.exec(line)!.slice(1) as [string, string | undefined, string, string]))(
      '%s %s %s → %s',
      (place, on = '', fields, words) => {
        expect(said(place, on, fields)).toBe(words)
      },
    )
  })
}

it.each([
  ['1.37', 20, 255, 'fine'],
  ['1.37', 21, 255, '.restartPolicyRules: Too many: 21: must have at most 20 items'],
  ['1.37', 1, 256, '.restartPolicyRules[0].exitCodes.values: Too many: 256: must have at most 255 items'],
  ['1.35', 21, 255, '.restartPolicyRules: Too long: may not be more than 20 bytes'],
  ['1.35', 1, 256, '.restartPolicyRules[0].exitCodes.values: Too long: may not be more than 255 bytes'],
])('on %s of %i restart rules with %i exit codes: %s', (name, rules, codes, words) => {
  const rule = `{action: Restart, exitCodes: {operator: In, values: [${Array.from({ length: codes }, (_, i) => i).join()}]}}`
  const rest = ', {action: Restart, exitCodes: {operator: In}}'.repeat(rules - 1)
  expect(said('main', name, `{restartPolicy: Never, restartPolicyRules: [${rule}${rest}]}`)).toBe(words)
})

it.each(['1.9', '1.19', '1.30'])('on %s each probe and the termination message are looked at once', (name) => {
  const text = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: main
    image: x
    terminationMessagePolicy: Never
    livenessProbe: {tcpSocket: {port: 1}, periodSeconds: -1}
    readinessProbe: {tcpSocket: {port: 1}, periodSeconds: -2}
`
  const { diagnostics } = readManifest(text, { file: '/a.yaml', nodeName: 'n', release: releaseOf(name) })
  const message = diagnostics.map((found) => found.message).join('\n')
  for (const field of ['livenessProbe.periodSeconds', 'readinessProbe.periodSeconds', 'terminationMessagePolicy'])
    expect([field, message.split(`spec.containers[0].${field}: `).length]).toEqual([field, 2])
})

describe('a profile in an annotation is the one in the field', () => {
  const SECCOMP = 'seccomp.security.alpha.kubernetes.io'
  const APPARMOR = 'container.apparmor.security.beta.kubernetes.io'
  const seccompOf = (path: string): string => `${path}.securityContext.seccompProfile`
  const apparmorOf = (path: string): string => `${path}.securityContext.appArmorProfile`
  const type = (kind: string): string => `: Forbidden: ${kind} type in annotation and field must match`
  const profile = (kind: string): string => `: Forbidden: ${kind} profile in annotation and field must match`

  it.each([
    [`${SECCOMP}/pod: unconfined`, 'pod', 'seccompProfile: {type: Unconfined}', '1.37', 'fine'],
    [`${SECCOMP}/pod: runtime/default`, 'pod', 'seccompProfile: {type: Unconfined}', '1.37', `${seccompOf('spec')}.type${type('seccomp')}`],
    [`${SECCOMP}/pod: runtime/default`, 'pod', 'seccompProfile: {type: Unconfined}', '1.19', `${seccompOf('spec')}.type${type('seccomp')}`],
    [`${SECCOMP}/pod: runtime/default`, 'pod', 'seccompProfile: {type: Unconfined}', '1.18', 'fine'],
    [`${SECCOMP}/pod: docker/default`, 'pod', 'seccompProfile: {type: RuntimeDefault}', '1.37', 'fine'],
    [`${SECCOMP}/pod: runtime/default`, 'pod', 'seccompProfile: {type: RuntimeDefault}', '1.37', 'fine'],
    [`${SECCOMP}/pod: unconfined`, 'pod', 'seccompProfile: {type: RuntimeDefault}', '1.37', `${seccompOf('spec')}.type${type('seccomp')}`],
    [`${SECCOMP}/pod: localhost/a`, 'pod', 'seccompProfile: {type: Localhost, localhostProfile: a}', '1.37', 'fine'],
    [
      `${SECCOMP}/pod: localhost/a`,
      'pod',
      'seccompProfile: {type: Localhost, localhostProfile: b}',
      '1.37',
      `${seccompOf('spec')}.localhostProfile${profile('seccomp')}`,
    ],
    [
      `${SECCOMP}/pod: unconfined`,
      'pod',
      'seccompProfile: {type: Localhost, localhostProfile: a}',
      '1.37',
      `${seccompOf('spec')}.type${type('seccomp')}`,
    ],
    [
      `container.${SECCOMP}/main: unconfined`,
      'main',
      'seccompProfile: {type: RuntimeDefault}',
      '1.37',
      `${seccompOf('spec.containers[0]')}.type${type('seccomp')}`,
    ],
    [
      `container.${SECCOMP}/i: unconfined`,
      'init',
      'seccompProfile: {type: RuntimeDefault}',
      '1.37',
      `${seccompOf('spec.initContainers[0]')}.type${type('seccomp')}`,
    ],
    [`container.${SECCOMP}/main: unconfined`, 'pod', 'seccompProfile: {type: RuntimeDefault}', '1.37', 'fine'],
    [`${APPARMOR}/main: unconfined`, 'main', 'appArmorProfile: {type: Unconfined}', '1.37', 'fine'],
    [
      `${APPARMOR}/main: runtime/default`,
      'main',
      'appArmorProfile: {type: Unconfined}',
      '1.30',
      `${apparmorOf('spec.containers[0]')}.type${type('apparmor')}`,
    ],
    [`${APPARMOR}/main: runtime/default`, 'main', 'appArmorProfile: {type: Unconfined}', '1.29', 'fine'],
    [
      `${APPARMOR}/main: unconfined`,
      'pod',
      'appArmorProfile: {type: RuntimeDefault}',
      '1.37',
      `${apparmorOf('spec.containers[0]')}.type${type('apparmor')}`,
    ],
    [
      `${APPARMOR}/main: localhost/a`,
      'main',
      'appArmorProfile: {type: Localhost, localhostProfile: b}',
      '1.37',
      `${apparmorOf('spec.containers[0]')}.localhostProfile${profile('apparmor')}`,
    ],
  ])('%s, of the %s %s on %s: %s', (annotation, of, field, name, words) => {
    const security = (who: string): string => (of === who ? `securityContext: {${field}}` : 'tty: false')
    const whole = of === 'pod' ? `securityContext: {${field}},` : ''
    const text = `apiVersion: v1
kind: Pod
metadata: {name: a, annotations: {${annotation}}}
spec: {${whole} initContainers: [{name: i, image: i, ${security('init')}}], containers: [{name: main, image: i, ${security('main')}}]}
`
    const { error = 'fine' } = readManifest(text, { file: '/x.yaml', nodeName: 'n', release: releaseOf(name) })
    expect(error.replace(/^.*?: invalid pod: \[(.*)\]$/, '$1')).toBe(words)
  })

  it('or the pod is for Windows', () => {
    const text = `apiVersion: v1
kind: Pod
metadata: {name: a, annotations: {${APPARMOR}/main: unconfined}}
spec: {os: {name: windows}, containers: [{name: main, image: i, securityContext: {appArmorProfile: {type: RuntimeDefault}}}]}
`
    const { error } = readManifest(text, { file: '/x.yaml', nodeName: 'n', release: releaseOf('1.37') })
    expect(error).toMatch(/\[spec\.containers\[0\]\.securityContext\.appArmorProfile: Forbidden: cannot be set for a windows pod\]$/)
  })
})
