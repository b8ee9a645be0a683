import { describe, expect, it } from 'vitest'
import { kubeadmPlane } from '../../../cases/kubeadm-plane.ts'
import { parseScenario } from '../../scenario/scenario.ts'
import { releaseOf } from '../../release/release.ts'
import { simulate } from '../../simulate.ts'
import type { EntryOf } from '../../trace/trace.ts'
import { readObjects } from './read-objects.ts'

// The cases of upstream's selector_test.go (fields and labels) and of its validation_test.go for rbac and core, written anew.

const OBJECTS = `
{kind: Namespace, apiVersion: v1, metadata: {name: team}}
---
kind: List
apiVersion: v1
items:
- {kind: ConfigMap, apiVersion: v1, metadata: {name: one, namespace: team, labels: {tier: a, app.kubernetes.io/name: x}}}
- {kind: ConfigMap, apiVersion: v1, metadata: {name: two, namespace: team, labels: {tier: b, rank: "5"}}}
- {kind: ConfigMap, apiVersion: v1, metadata: {name: three, namespace: team, labels: {tier: ""}}}
- {kind: ConfigMap, apiVersion: v1, metadata: {name: four, namespace: team}}
- {kind: Secret, apiVersion: v1, metadata: {name: plain, namespace: team}, stringData: {k: v}}
- {kind: Secret, apiVersion: v1, metadata: {name: typed, namespace: team}, type: example.com/t, data: {k: dg==}, stringData: {l: w}}
`
const teamPod = (name: string, more = ''): [file: string, text: string] => [
  `${name}.yaml`,
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: team}\nspec: {${more}containers: [{name: main, image: b}]}\n`,
]
const TEAM_PODS = Object.fromEntries([teamPod('one'), teamPod('own', 'hostNetwork: true, '), teamPod('two')])
const RBAC = 'rbac.authorization.k8s.io/v1'
/** Where each resource of the table is, and what kind it is. */
const RESOURCES: Readonly<Record<string, readonly [path: string, kind: string]>> = {
  configmaps: ['/api/v1/namespaces/team/configmaps', 'ConfigMap'],
  secrets: ['/api/v1/namespaces/team/secrets', 'Secret'],
  pods: ['/api/v1/namespaces/kube-system/pods', 'Pod'],
  teampods: ['/api/v1/namespaces/team/pods', 'Pod'],
  nodes: ['/api/v1/nodes', 'Node'],
  namespaces: ['/api/v1/namespaces', 'Namespace'],
  events: ['/api/v1/events', 'Event'],
  serviceaccounts: ['/api/v1/namespaces/team/serviceaccounts', 'ServiceAccount'],
  clusterroles: [`/apis/${RBAC}/clusterroles`, 'ClusterRole'],
  roles: [`/apis/${RBAC}/namespaces/team/roles`, 'Role'],
  clusterrolebindings: [`/apis/${RBAC}/clusterrolebindings`, 'ClusterRoleBinding'],
  rolebindings: [`/apis/${RBAC}/namespaces/team/rolebindings`, 'RoleBinding'],
  webhooks: ['/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations', 'ValidatingWebhookConfiguration'],
}

/** `RESOURCE [label: SELECTOR | field: SELECTOR | query: QUERY]` lists, `RESOURCE {OBJECT}` makes one, `→` what the server says. */
const TABLE = `
# a selector takes what it says
configmaps → four one three two
configmaps label: tier → one three two
configmaps label: !tier → four
configmaps label: tier=a → one
configmaps label: tier==a → one
configmaps label: tier = a → one
configmaps label: tier!=a → four three two
configmaps label: tier= → three
configmaps label: tier in (a, b) → one two
configmaps label: tier in (a,) → one three
configmaps label: tier notin (a,b) → four three
configmaps label: tier notin (a) → four three two
configmaps label: tier,tier!=a → three two
configmaps label: tier=a,app.kubernetes.io/name=x → one
configmaps label: tier=b,app.kubernetes.io/name → none
configmaps label: other → none
configmaps label: , → 400 found ',', expected: !, identifier, or 'end of string'
configmaps label: tier in a → 400 unable to parse requirement: found 'a' expected: '('
configmaps label: tier=a b → 400 found 'b', expected: ',' or 'end of string'
configmaps label: tier=a=b → 400 found '=', expected: ',' or 'end of string'
configmaps label: tier, → 400 found '', expected: identifier after ','
configmaps label: tier,,b → 400 found ',', expected: identifier after ','
configmaps label: =b → 400 found '=', expected: !, identifier, or 'end of string'
configmaps label: ! → 400 unable to parse requirement: found '', expected: identifier
configmaps label: a b → 400 unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt
configmaps label: a=( → 400 unable to parse requirement: found '(', expected: identifier
configmaps label: a notin → 400 unable to parse requirement: found '' expected: '('
configmaps label: tier in () → three
configmaps label: tier in (a → 400 unable to parse requirement: found '', expected: ',' or ')'
configmaps label: tier in (a b) → 400 unable to parse requirement: found 'b', expected: ',' or ')'
configmaps label: tier in (= → 400 unable to parse requirement: found '=', expected: ',', ')' or identifier
configmaps label: tier in (a,= → 400 unable to parse requirement: found '=', expected: ',', or identifier
configmaps label: -a → 400 unable to parse requirement: <nil>: Invalid value: "-a": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
configmaps label: /a → 400 unable to parse requirement: <nil>: Invalid value: "/a": prefix part must be non-empty
configmaps label: a=-b → 400 unable to parse requirement: values[0][a]: Invalid value: "-b": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')
configmaps label: a in (c,-b,*) → 400 unable to parse requirement: [values[0][a]: Invalid value: "*": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?'), values[1][a]: Invalid value: "-b": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')]
configmaps label: a>x → 400 unable to parse requirement: values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer
configmaps label: tier>1 → none
configmaps label: tier<1 → none
configmaps label: rank>4 → two
configmaps label: rank>5 → none
configmaps label: rank<6 → two
configmaps label: rank<5 → none
configmaps label: in → none
configmaps label: constructor → none
configmaps field: metadata.name=one → one
configmaps field: metadata.name==one → one
configmaps field: metadata.name!=one → four three two
configmaps field: metadata.name=one,metadata.name=two → none
configmaps field: metadata.namespace=team → four one three two
configmaps field: metadata.namespace=default → none
configmaps field: metadata.name= → none
configmaps field: metadata.uid=x → 400 "metadata.uid" is not a known field selector: only "metadata.name", "metadata.namespace"
configmaps field: metadata.name → 400 invalid selector: 'metadata.name'; can't understand 'metadata.name'
configmaps field: =one → 400 "" is not a known field selector: only "metadata.name", "metadata.namespace"
configmaps field: = → four one three two
configmaps field: metadata.name===x → 400 invalid field selector: unescaped character in value: 61
configmaps field: metadata.name=a\\\\\\x → 400 invalid field selector: invalid escape sequence: \\x
configmaps field: metadata.name=\\ → 400 invalid field selector: invalid escape sequence: \\
configmaps field: metadata.name=o\\=ne\\,a → none
configmaps field: x,metadata.name=y → 400 invalid selector: 'x,metadata.name=y'; can't understand 'x'
secrets field: type=Opaque → plain
secrets field: type=example.com/t → typed
secrets field: type!=Opaque → typed
pods field: spec.nodeName=master-node → etcd-master-node kube-apiserver-master-node kube-controller-manager-master-node kube-scheduler-master-node
pods field: spec.nodeName!=master-node → none
pods field: status.phase=Running → etcd-master-node kube-apiserver-master-node kube-controller-manager-master-node kube-scheduler-master-node
pods field: status.phase=Pending → none
pods field: spec.restartPolicy=Always → etcd-master-node kube-apiserver-master-node kube-controller-manager-master-node kube-scheduler-master-node
pods field: spec.hostNetwork=true → etcd-master-node kube-apiserver-master-node kube-controller-manager-master-node kube-scheduler-master-node
pods field: spec.hostNetwork=false → none
pods field: spec.schedulerName=default-scheduler → etcd-master-node kube-apiserver-master-node kube-controller-manager-master-node kube-scheduler-master-node
pods field: spec.priority=1 → 400 field label not supported: spec.priority
pods field: status.phase=Running,metadata.name=etcd-master-node → etcd-master-node
pods label: component=etcd → etcd-master-node
pods label: tier=control-plane,component in (etcd, kube-scheduler) → etcd-master-node kube-scheduler-master-node
teampods → one-master-node own-master-node two-master-node
teampods field: status.podIP=10.244.0.2 → one-master-node
teampods field: status.podIP=10.244.0.3 → two-master-node
teampods field: status.podIP!=10.244.0.2,status.podIP!=10.244.0.3 → own-master-node
teampods field: spec.hostNetwork=false → one-master-node two-master-node
teampods field: spec.hostNetwork=true → own-master-node
nodes field: spec.unschedulable=false → master-node
nodes field: spec.unschedulable=true → none
nodes field: metadata.namespace=default → 400 field label not supported: metadata.namespace
nodes field: status.phase=Running → 400 field label not supported: status.phase
namespaces field: status.phase=Active → default kube-node-lease kube-public kube-system team
namespaces field: status.phase=Terminating → none
events field: involvedObject.kind=Pod,reason=Started,involvedObject.name=etcd-master-node → etcd-master-node.18eb00bfe51e5b00
events field: involvedObject.kind=Node → none
events field: type=Warning → none
events field: source=kubelet,involvedObject.kind=Node → none
events field: source=nobody → none
# a list is asked for as it may be
configmaps query: limit=2 → four one, 2 left
configmaps query: limit=4 → four one three two
configmaps query: limit=2&resourceVersion=0 → four one three two
configmaps query: limit=-1 → four one three two
configmaps query: continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MTAwMCwic3RhcnQiOiJvbmVcdTAwMDAifQ → three two
configmaps query: continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MTAwMCwic3RhcnQiOiIvb25lXHUwMDAwIn0&limit=1 → three, 1 left
configmaps query: continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiIuLi9hIn0 → 400 invalid continue token: continue key is not valid: ../a
configmaps query: limit=x → 400 strconv.ParseInt: parsing "x": invalid syntax
configmaps query: limit=99999999999999999999 → 400 strconv.ParseInt: parsing "99999999999999999999": value out of range
configmaps query: labelSelector=%3D&timeoutSeconds= → 400 strconv.ParseInt: parsing "": invalid syntax
configmaps query: labelSelector=%3D&resourceVersionMatch=Exact → 400 found '=', expected: !, identifier, or 'end of string'
configmaps query: fieldSelector=x&resourceVersionMatch=Exact → 400 invalid selector: 'x'; can't understand 'x'
configmaps query: fieldSelector=x%3Dy&resourceVersionMatch=Exact → 422 ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided
configmaps query: resourceVersionMatch=Foo → 422 ListOptions.meta.k8s.io "" is invalid: [resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided, resourceVersionMatch: Unsupported value: "Foo": supported values: "Exact", "NotOlderThan", ""]
configmaps query: resourceVersion=0&resourceVersionMatch=Exact → 422 ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"
configmaps query: resourceVersion=1&resourceVersionMatch=NotOlderThan&continue=abc → 422 ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided
configmaps query: sendInitialEvents=x → 422 ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list
configmaps query: watch=1&sendInitialEvents=true&resourceVersionMatch=Exact → 422 ListOptions.meta.k8s.io "" is invalid: [resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan, resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"]
configmaps query: watch=1&resourceVersionMatch=NotOlderThan&continue=a → 422 ListOptions.meta.k8s.io "" is invalid: [resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided, resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided]
configmaps query: watch=1&resourceVersion=x → 500 resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax
configmaps query: resourceVersion=-1 → 400 invalid resource version: resourceVersion: Invalid value: "-1": strconv.ParseUint: parsing "-1": invalid syntax
configmaps query: watch=FALSE → four one three two
configmaps query: continue=abc → 400 invalid continue token: continue key is not valid: invalid character 'i' looking for beginning of value
configmaps query: continue=eyJ2a → 400 invalid continue token: continue key is not valid: illegal base64 data at input byte 4
configmaps query: continue=a!c → 400 invalid continue token: continue key is not valid: illegal base64 data at input byte 1
configmaps query: continue=eyJ2IjoieCJ9 → 400 invalid continue token: continue key is not valid: server does not recognize this encoded version x
configmaps query: continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ → 400 invalid continue token: continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)
configmaps query: continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MX0 → 400 invalid continue token: continue key is not valid: encoded start key empty (version meta.k8s.io/v1)
configmaps query: continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhIn0&resourceVersion=1 → 400 specifying resource version is not allowed when using continue
# an object is refused for what is wrong with it, and told of its defaults
configmaps {"metadata": {"name": "new"}, "data": {"a": "b"}} → {"data":{"a":"b"}}
configmaps {"metadata": {"name": "new"}} → 409 configmaps "new" already exists
configmaps {"metadata": {"name": "A"}} → 422 metadata.name: Invalid value: "A": a lowercase RFC 1123 subdomain must consist of…
configmaps {"metadata": {"name": "a..b"}} → 422 metadata.name: Invalid value: "a..b": a lowercase RFC 1123 subdomain must consist of…
configmaps {"metadata": {"name": "-a"}} → 422 metadata.name: Invalid value: "-a": a lowercase RFC 1123 subdomain must consist of…
namespaces {"metadata": {"name": "a.b"}} → 422 metadata.name: Invalid value: "a.b": must not contain dots
clusterroles {"metadata": {"name": "."}} → 422 metadata.name: Invalid value: ".": may not be '.'
clusterroles {"metadata": {"name": "r..2"}} → {"rules":[]}
configmaps {"metadata": {}} → 422 metadata.name: Required value: name or generateName is required
configmaps {"metadata": {"name": 1}} → 400 cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string
configmaps {"metadata": {"name": "n1", "labels": {"a": 1}}} → 400 cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string
configmaps {"metadata": {"name": "n1", "labels": ["a"]}} → 400 cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string
configmaps {"metadata": {"name": "n2", "finalizers": "a"}} → 400 cannot unmarshal string into Go struct field ObjectMeta.metadata.finalizers of type []string
configmaps {"metadata": {"name": "n2", "finalizers": [1]}} → 400 cannot unmarshal number into Go struct field ObjectMeta.metadata.finalizers of type string
configmaps {"metadata": []} → 400 cannot unmarshal array into Go struct field ConfigMap.metadata of type v1.ObjectMeta
configmaps {"metadata": {"name": "n3"}, "data": {"a": true}} → 400 cannot unmarshal bool into Go struct field ConfigMap.data of type string
configmaps {"metadata": {"name": "n3"}, "data": "a"} → 400 cannot unmarshal string into Go struct field ConfigMap.data of type map[string]string
configmaps {"metadata": {"name": "n3"}, "immutable": "yes"} → 400 cannot unmarshal string into Go struct field ConfigMap.immutable of type bool
configmaps {"metadata": {"name": "n4"}, "dataa": {"a": "b"}} → {}
configmaps {"metadata": {"name": "n5", "nam": "x"}} → {}
configmaps {"metadata": {"name": "n6", "labels": null}, "data": null} → {}
serviceaccounts {"metadata": {"name": "n7", "ownerReferences": [null]}, "secrets": [{"name": "a"}], "imagePullSecrets": null} → {"secrets":[{"name":"a"}]}
webhooks {"metadata": {"name": "n8"}, "webhooks": [{"name": "a.b.c", "clientConfig": null, "rules": null, "namespaceSelector": null}]} → 422 ValidatingWebhookConfiguration.admissionregistration.k8s.io "n8" is invalid: webhooks[0].clientConfig: Required value: exactly one of url or service is required
webhooks {"metadata": {"name": "n9"}, "webhooks": [null]} → 422 ValidatingWebhookConfiguration.admissionregistration.k8s.io "n9" is invalid: [webhooks[0].name: Required value, webhooks[0].clientConfig: Required value: exactly one of url or service is required]
secrets {"metadata": {"name": "s1"}, "stringData": {"a": "b"}} → {"data":{"a":"Yg=="},"type":"Opaque"}
secrets {"metadata": {"name": "s2"}, "data": {"a": "Yg=="}, "stringData": {"a": "c"}} → {"data":{"a":"Yw=="},"type":"Opaque"}
secrets {"metadata": {"name": "s3"}, "data": {"a": "Y"}} → 400 Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 0
webhooks {"metadata": {"name": "w1"}, "webhooks": [{"name": "a.b.c", "clientConfig": {"url": "https://a.example"}, "sideEffects": "None", "admissionReviewVersions": ["v1"]}]} → {"webhooks":[{"failurePolicy":"Fail","matchPolicy":"Equivalent","namespaceSelector":{},"objectSelector":{},"timeoutSeconds":10,"name":"a.b.c","clientConfig":{"url":"https://a.example"},"sideEffects":"None","admissionReviewVersions":["v1"]}]}
webhooks {"metadata": {"name": "w2"}, "webhooks": [{"name": "a.b.c", "failurePolicy": "Ignore", "timeoutSeconds": 5, "clientConfig": {"url": "https://a.example"}, "sideEffects": "None", "admissionReviewVersions": ["v1"]}]} → {"webhooks":[{"failurePolicy":"Ignore","matchPolicy":"Equivalent","namespaceSelector":{},"objectSelector":{},"timeoutSeconds":5,"name":"a.b.c","clientConfig":{"url":"https://a.example"},"sideEffects":"None","admissionReviewVersions":["v1"]}]}
secrets {"metadata": {"name": "s4"}, "data": {"a": "%%%%"}} → 400 Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 0
secrets {"metadata": {"name": "s5"}, "data": {"a": "YWI"}} → 400 Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 0
secrets {"metadata": {"name": "s5"}, "data": {"a": "YWJjY"}} → 400 Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 4
secrets {"metadata": {"name": "s5"}, "data": {"a": "YW=J"}} → 400 Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 2
secrets {"metadata": {"name": "s5"}, "data": {"a": "YW="}} → 400 Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 3
secrets {"metadata": {"name": "s5"}, "data": {"a": "Y==="}} → 400 Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 1
secrets {"metadata": {"name": "s5"}, "data": {"a": "="}} → 400 Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 0
secrets {"metadata": {"name": "s5"}, "data": {"a": "YWI=Y"}} → 400 Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 4
secrets {"metadata": {"name": "s5"}, "data": {"a": "YWJjYQ==YQ=="}} → 400 Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 8
secrets {"metadata": {"name": "s5"}, "data": {"a": "YW-j"}} → 400 Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 2
secrets {"metadata": {"name": "s5"}, "data": {"a": "YWJjYWI-"}} → 400 Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 7
secrets {"metadata": {"name": "s5"}, "type": 1} → 400 cannot unmarshal number into Go struct field Secret.type of type string
serviceaccounts {"metadata": {"name": "a1"}, "automountServiceAccountToken": 1} → 400 cannot unmarshal number into Go struct field ServiceAccount.automountServiceAccountToken of type bool
serviceaccounts {"metadata": {"name": "a1"}, "automountServiceAccountToken": false} → {"automountServiceAccountToken":false}
namespaces {"metadata": {"name": "space"}} → {"spec":{"finalizers":["kubernetes"]},"status":{"phase":"Active"}}
clusterroles {"metadata": {"name": "r1"}, "rules": [{"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]}]} → {"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]}
clusterroles {"metadata": {"name": "r:2"}} → {"rules":[]}
clusterroles {"metadata": {"name": "r/3"}} → 422 metadata.name: Invalid value: "r/3": may not contain '/'
clusterroles {"metadata": {"name": "r%4"}} → 422 metadata.name: Invalid value: "r%4": may not contain '%'
clusterroles {"metadata": {"name": ".."}} → 422 metadata.name: Invalid value: "..": may not be '..'
clusterroles {"metadata": {"name": "r5"}, "rules": [{"apiGroups": [""], "resources": ["pods"]}]} → 422 rules[0].verbs: Required value: verbs must contain at least one value
clusterroles {"metadata": {"name": "r6"}, "rules": [{"verbs": ["get"], "resources": ["pods"]}]} → 422 rules[0].apiGroups: Required value: resource rules must supply at least one api group
clusterroles {"metadata": {"name": "r7"}, "rules": [{"verbs": ["get"], "apiGroups": [""]}]} → 422 rules[0].resources: Required value: resource rules must supply at least one resource
clusterroles {"metadata": {"name": "r8"}, "rules": [{"verbs": ["get"], "nonResourceURLs": ["/a"]}]} → {"rules":[{"verbs":["get"],"nonResourceURLs":["/a"]}]}
clusterroles {"metadata": {"name": "r9"}, "rules": [{"verbs": ["get"], "nonResourceURLs": ["/a"], "resources": ["pods"], "apiGroups": [""]}]} → 422 rules[0].nonResourceURLs: Invalid value: ["/a"]: rules cannot apply to both regular resources and non-resource URLs
clusterroles {"metadata": {"name": "r10"}, "rules": [{"verbs": ["get"], "nonResourceURLs": ["/a"], "resourceNames": ["x"]}]} → 422 rules[0].nonResourceURLs: Invalid value: ["/a"]: rules cannot apply to both regular resources and non-resource URLs
clusterroles {"metadata": {"name": "r11"}, "rules": [{"verbs": "get"}]} → 400 cannot unmarshal string into Go struct field PolicyRule.rules.verbs of type []string
clusterroles {"metadata": {"name": "r12"}, "rules": ["get"]} → 400 cannot unmarshal string into Go struct field ClusterRole.rules of type v1.PolicyRule
clusterroles {"metadata": {"name": "r13"}, "rules": {"verbs": ["get"]}} → 400 cannot unmarshal object into Go struct field ClusterRole.rules of type []v1.PolicyRule
clusterroles {"metadata": {"name": "r14"}, "rules": [{"verbs": ["get"], "apiGroups": [""], "resource": ["pods"]}]} → 422 rules[0].resources: Required value: resource rules must supply at least one resource
clusterroles {"metadata": {"name": "r15"}, "rules": [], "aggregationRule": {}} → {"rules":[],"aggregationRule":{}}
roles {"metadata": {"name": "r1"}, "rules": [{"verbs": ["get"], "nonResourceURLs": ["/a"]}]} → 422 rules[0].nonResourceURLs: Invalid value: ["/a"]: namespaced rules cannot apply to non-resource URLs
roles {"metadata": {"name": "r2"}, "rules": [], "aggregationRule": {}} → {"rules":[]}
clusterrolebindings {"metadata": {"name": "b1"}, "roleRef": {"kind": "ClusterRole", "name": "view"}, "subjects": [{"kind": "User", "name": "x"}]} → {"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"x"}],"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"}}
clusterrolebindings {"metadata": {"name": "b2"}, "roleRef": {"kind": "Role", "name": "view"}} → 422 roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"
clusterrolebindings {"metadata": {"name": "b3"}, "roleRef": {"kind": "ClusterRole", "apiGroup": "rbac", "name": "view"}} → 422 roleRef.apiGroup: Unsupported value: "rbac": supported values: "rbac.authorization.k8s.io"
clusterrolebindings {"metadata": {"name": "b4"}, "roleRef": {"kind": "ClusterRole"}} → 422 roleRef.name: Required value
clusterrolebindings {"metadata": {"name": "b5"}, "roleRef": {"kind": "ClusterRole", "name": "view"}, "subjects": [{"kind": "User"}]} → 422 [subjects[0].name: Required value, subjects[0].name: Invalid value: "": user name cannot be empty]
clusterrolebindings {"metadata": {"name": "b6"}, "roleRef": {"kind": "ClusterRole", "name": "view"}, "subjects": [{"kind": "Person", "name": "x"}]} → 422 subjects[0].kind: Unsupported value: "Person": supported values: "ServiceAccount", "User", "Group"
clusterrolebindings {"metadata": {"name": "b7"}, "roleRef": {"kind": "ClusterRole", "name": "view"}, "subjects": [{"kind": "ServiceAccount", "name": "x"}]} → 422 subjects[0].namespace: Required value
clusterrolebindings {"metadata": {"name": "b8"}, "roleRef": {"kind": "ClusterRole", "name": "view"}, "subjects": [{"kind": "ServiceAccount", "name": "x", "namespace": "team", "apiGroup": "v1"}]} → 422 subjects[0].apiGroup: Unsupported value: "v1": supported values: ""
clusterrolebindings {"metadata": {"name": "b9"}, "roleRef": {"kind": "ClusterRole", "name": "view"}, "subjects": [{"kind": "Group", "name": "x", "apiGroup": "v1"}]} → 422 subjects[0].apiGroup: Unsupported value: "v1": supported values: "rbac.authorization.k8s.io"
rolebindings {"metadata": {"name": "b1"}, "roleRef": {"kind": "ClusterRole", "name": "view"}, "subjects": [{"kind": "Group", "name": "g"}, {"kind": "ServiceAccount", "name": "x"}]} → {"subjects":[{"kind":"Group","apiGroup":"rbac.authorization.k8s.io","name":"g"},{"kind":"ServiceAccount","name":"x"}],"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"}}
rolebindings {"metadata": {"name": "b2"}, "roleRef": {"kind": "Roll", "name": "view"}} → 422 roleRef.kind: Unsupported value: "Roll": supported values: "Role", "ClusterRole"
roles {"metadata": {"name": "r3"}, "rules": [{"nonResourceURLs": ["/a"], "resources": ["pods"]}, {"verbs": ["get"]}]} → 422 [rules[0].verbs: Required value: verbs must contain at least one value, rules[0].nonResourceURLs: Invalid value: ["/a"]: namespaced rules cannot apply to non-resource URLs, rules[0].nonResourceURLs: Invalid value: ["/a"]: rules cannot apply to both regular resources and non-resource URLs, rules[1].apiGroups: Required value: resource rules must supply at least one api group, rules[1].resources: Required value: resource rules must supply at least one resource]
clusterroles {"metadata": {"name": "a/%"}, "rules": [{}]} → 422 [metadata.name: Invalid value: "a/%": may not contain '/', metadata.name: Invalid value: "a/%": may not contain '%', rules[0].verbs: Required value: verbs must contain at least one value, rules[0].apiGroups: Required value: resource rules must supply at least one api group, rules[0].resources: Required value: resource rules must supply at least one resource]
clusterrolebindings {"metadata": {"name": "b10"}, "roleRef": {"kind": "Role", "apiGroup": "x"}, "subjects": [{"kind": "ServiceAccount"}, {"kind": "Group", "apiGroup": "y"}, {"kind": "Person"}]} → 422 [roleRef.apiGroup: Unsupported value: "x": supported values: "rbac.authorization.k8s.io", roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole", roleRef.name: Required value, subjects[0].name: Required value, subjects[0].namespace: Required value, subjects[1].name: Required value, subjects[1].name: Invalid value: "": group name cannot be empty, subjects[1].apiGroup: Unsupported value: "y": supported values: "rbac.authorization.k8s.io", subjects[2].name: Required value, subjects[2].kind: Unsupported value: "Person": supported values: "ServiceAccount", "User", "Group"]
clusterrolebindings {"metadata": {"name": "b11"}, "roleRef": {"kind": "ClusterRole", "name": "a/b"}} → 422 roleRef.name: Invalid value: "a/b": may not contain '/'
rolebindings {"metadata": {"name": "b4"}, "roleRef": {"kind": "Role", "name": "view"}, "subjects": [{"kind": "ServiceAccount", "name": "X"}]} → 422 subjects[0].name: Invalid value: "X": a lowercase RFC 1123 subdomain must consist of…
webhooks {"metadata": {"name": "n10"}, "webhooks": [{"name": "A.b.c", "timeoutSeconds": 31, "failurePolicy": "Stop", "rules": [{}]}]} → 422 ValidatingWebhookConfiguration.admissionregistration.k8s.io "n10" is invalid: [webhooks[0].name: Invalid value: "A.b.c": a lowercase RFC 1123 subdomain must consist of…
rolebindings {"metadata": {"name": "b3"}, "roleRef": "view"} → 400 cannot unmarshal string into Go struct field RoleBinding.roleRef of type v1.RoleRef
# what was refused is not there
configmaps → four n4 n5 n6 new one three two
secrets → plain s1 s2 typed
`
const parts = TABLE.split('\n# ')
  .slice(1)
  .map((part) => part.trim().split('\n'))
const lines = parts.flatMap(([, ...rows]) => rows.map((row) => row.split(' → ') as [request: string, said: string]))

function requestOf(line: string): object {
  const [, resource, selector, value, object] = /^(\w+)(?: (label|field|query): (.*)| (\{.*))?$/.exec(line)!
  const [path, kind] = RESOURCES[resource!]!
  const query = selector === undefined ? '' : selector === 'query' ? `?${value}` : `?${selector}Selector=${encodeURIComponent(value!)}`
  const url = `https://192.168.1.100:6443${path}${query}`
  if (object === undefined) return { method: 'GET', url }
  const apiVersion = path.startsWith('/apis') ? path.split('/').slice(2, 4).join('/') : 'v1'
  return { method: 'POST', url, body: JSON.stringify({ kind, apiVersion, ...(JSON.parse(object) as object) }) }
}

interface Body {
  message?: string
  items?: { metadata: { name: string } }[]
  metadata?: { remainingItemCount?: number }
}

/** A list's names, and how many come after them; an object without what it was sent as; or the status and the message, without what each of them begins with. */
function saidIn({ status, body }: EntryOf<'response'>): string {
  const { kind: _kind, apiVersion: _version, metadata, ...rest } = JSON.parse(body) as Body & Record<string, unknown>
  const left = metadata?.remainingItemCount
  if (rest.items) return `${rest.items.map((item) => item.metadata.name).join(' ') || 'none'}${left === undefined ? '' : `, ${left} left`}`
  if (status === 200 || status === 201) return JSON.stringify(rest)
  const message = rest
    .message!.replace(/^\w+ in version "v1" cannot be handled as a \w+: json: /, '')
    .replace(/^\w+(\.rbac\.authorization\.k8s\.io)? "[^"]*" is invalid: /, '')
    .replace(/ consist of lower case alphanumeric.*/, ' consist of…')
  return `${status} ${message}`
}

let said: readonly string[] | undefined
/** All of them, one after the other, in one run. */
function answers(): readonly string[] {
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes: '1.37',
      duration: '200s',
      manifests: { ...kubeadmPlane('1.37'), ...TEAM_PODS },
      files: { '/root/o.yaml': OBJECTS },
      cluster: { objects: ['/root/o.yaml'] },
      requests: lines.map(([line], i) => ({
        at: 100 + i / 10,
        ...requestOf(line),
        caller: { certificate: { cn: 'root', o: ['system:masters'], ca: 'cluster' } },
      })),
    }),
  )
  expect(diagnostics).toBeUndefined()
  return simulate(scenario!.lanes[0]!.inputs)
    .filter((entry): entry is EntryOf<'response'> => entry.kind === 'response')
    .toSorted((a, b) => a.n - b.n)
    .map(saidIn)
}

let before = 0
for (const [title, ...rows] of parts) {
  const first = before
  before += rows.length
  describe(`${title}`, () => {
    it.each(rows.map((row, i) => [row, first + i] as const))('%s', (row, i) => {
      expect((said ??= answers())[i]).toBe(row.split(' → ')[1])
    })
  })
}

// qos_test.go: the resources of each container, and how the pod is served when memory runs out
const SERVED: readonly [containers: string[], qosClass: string][] = [
  [['{}'], 'BestEffort'],
  [['{}', '{}'], 'BestEffort'],
  [['{requests: {cpu: 100m}}'], 'Burstable'],
  [['{limits: {cpu: 100m}}'], 'Burstable'],
  [['{limits: {memory: 1Gi}}'], 'Burstable'],
  [['{requests: {cpu: 100m, memory: 1Gi}}'], 'Burstable'],
  [['{limits: {cpu: 100m, memory: 1Gi}}'], 'Guaranteed'],
  [['{limits: {cpu: 100m, memory: 1Gi}, requests: {cpu: 100m, memory: 1Gi}}'], 'Guaranteed'],
  [['{limits: {cpu: 100m, memory: 1Gi}, requests: {cpu: 50m}}'], 'Burstable'],
  [['{limits: {cpu: 100m, memory: 1Gi}}', '{limits: {cpu: 100m, memory: 1Gi}}'], 'Guaranteed'],
  [['{limits: {cpu: 100m, memory: 1Gi}}', '{}'], 'Burstable'],
  [['{}', '{limits: {cpu: 100m}}'], 'Burstable'],
  [['{requests: {ephemeral-storage: 1Gi}, limits: {ephemeral-storage: 1Gi}}'], 'BestEffort'],
  [['{limits: {cpu: 0, memory: 0}}'], 'BestEffort'],
  [['{requests: {cpu: 0}, limits: {cpu: 1, memory: 1Gi}}'], 'Burstable'],
  [['{limits: {cpu: 1, memory: 0}}'], 'Burstable'],
  [['{limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 1000m, memory: 1024Mi}}'], 'Guaranteed'],
  [['{limits: {cpu: 100m, memory: 1Gi, ephemeral-storage: 2Gi}, requests: {ephemeral-storage: 1Gi}}'], 'Guaranteed'],
  [['{limits: {cpu: 100m, memory: 1Gi}}', 'init {}'], 'Burstable'],
  [['{}', 'init {requests: {cpu: 1m}}'], 'Burstable'],
  [['{limits: {cpu: 100m, memory: 1Gi}}', 'init {limits: {cpu: 1, memory: 2Gi}}'], 'Guaranteed'],
  [['{}', 'pod {limits: {cpu: 100m, memory: 1Gi}}'], 'Guaranteed'],
  [['{requests: {cpu: 1m}}', 'pod {limits: {cpu: 100m}}'], 'Burstable'],
  [['{limits: {cpu: 100m, memory: 1Gi}}', 'pod {requests: {cpu: 1}}'], 'Burstable'],
]

/** Containers, init containers, or what the pod itself has. */
function partOf(all: readonly string[], of: string): string {
  const own = all.map((text, n) => [text.replace(/^(init |pod )/, ''), n, text] as const)
  const some = own.filter(([rest, , text]) => text.slice(0, text.length - rest.length) === of)
  if (some.length === 0) return ''
  if (of === 'pod ') return `resources: ${some[0]![0]}, `
  return `${of === '' ? 'containers' : 'initContainers'}: [${some.map(([text, n]) => `{name: c${n}, image: i, resources: ${text}}`).join(', ')}], `
}

describe('a pod’s class', () => {
  let served: Map<string, string> | undefined
  const ask = (): Map<string, string> => {
    const pods = SERVED.map(
      ([containers], i) =>
        `apiVersion: v1\nkind: Pod\nmetadata: {name: p${i}}\nspec: {${['', 'init ', 'pod '].map((of) => partOf(containers, of)).join('')}}\n`,
    )
    const { scenario, diagnostics } = parseScenario(
      JSON.stringify({
        whyrestart: 1,
        kubernetes: '1.37',
        duration: '200s',
        manifests: { ...kubeadmPlane('1.37'), ...Object.fromEntries(pods.map((text, i) => [`p${i}.yaml`, text])) },
        requests: [
          {
            at: 150,
            url: 'https://192.168.1.100:6443/api/v1/namespaces/default/pods',
            caller: { certificate: { cn: 'root', o: ['system:masters'], ca: 'cluster' } },
          },
        ],
      }),
    )
    expect(diagnostics).toBeUndefined()
    const response = simulate(scenario!.lanes[0]!.inputs).find((entry): entry is EntryOf<'response'> => entry.kind === 'response')!
    const { items } = JSON.parse(response.body) as { items: { metadata: { name: string }; status: { qosClass: string } }[] }
    return new Map(items.map(({ metadata, status }) => [metadata.name, status.qosClass]))
  }

  it.each(SERVED.map(([containers, qosClass], i) => [containers.join(' and '), qosClass, i] as const))(
    'with %s is %s',
    (_, qosClass, i) => {
      expect((served ??= ask()).get(`p${i}-master-node`)).toBe(qosClass)
    },
  )
})

it.each([
  ['', []],
  ['# nothing\n---\n---\n', []],
  ['{apiVersion: v1, kind: Namespace, metadata: {name: a}}', ['1 Namespace /a']],
  [
    '---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: team\n---\n\nkind: Secret\napiVersion: v1\nmetadata: {name: b}\n',
    ['5 ConfigMap team/a', '11 Secret /b'],
  ],
  [
    'kind: List\napiVersion: v1\nitems:\n- {apiVersion: v1, kind: Namespace, metadata: {name: a}}\n- {apiVersion: v1, kind: Namespace}\n- 3\n',
    [
      '4 Namespace /a',
      '5:3 The Namespace "" is invalid: metadata.name: Required value: name or generateName is required',
      "6:3 Object 'Kind' is missing in '{}'",
    ],
  ],
  [
    'kind: List\napiVersion: v1\nitems: 3\n',
    [
      '1:7 objects of kind List are not simulated; allowed: ConfigMap, Namespace, Secret, ServiceAccount, ClusterRoleBinding, ClusterRole, RoleBinding, Role, MutatingWebhookConfiguration, ValidatingWebhookConfiguration',
    ],
  ],
  [
    'a: b\n---\na: [\n---\nkind: Namespace\napiVersion: v1\nmetadata: {name: x}\n',
    [
      '7 Namespace /x',
      '1:1 Object \'Kind\' is missing in \'{"a":"b"}\'',
      '3:4 error converting YAML to JSON: yaml: line 1: did not find expected node content',
    ],
  ],
  ['kind: ""\napiVersion: v1\n', ['1:1 Object \'Kind\' is missing in \'{"kind":"","apiVersion":"v1"}\'']],
  ['kind: 3\napiVersion: v1\n', ['1:1 Object \'Kind\' is missing in \'{"kind":3,"apiVersion":"v1"}\'']],
  ['kind: Namespace\n', ['1:1 Object \'apiVersion\' is missing in \'{"kind":"Namespace"}\'']],
  ['kind: Namespace\napiVersion: ""\n', ['1:1 Object \'apiVersion\' is missing in \'{"kind":"Namespace","apiVersion":""}\'']],
  ['kind: Namespace\napiVersion: 1\n', ['1:1 Object \'apiVersion\' is missing in \'{"kind":"Namespace","apiVersion":1}\'']],
  [`a: ${'x'.repeat(72)}\n`, [`1:1 Object 'Kind' is missing in '{"a":"${'x'.repeat(72)}"}'`]],
  [`a: ${'x'.repeat(73)}\n`, [`1:1 Object 'Kind' is missing in '{"a":"${'x'.repeat(71)}…'`]],
  ['kind: Deployment\napiVersion: v1\nmetadata: {name: a}\n', ['1:7 no matches for kind "Deployment" in version "v1"']],
  [
    'kind: Frob\napiVersion: v1\n',
    [
      '1:7 objects of kind Frob are not simulated; allowed: ConfigMap, Namespace, Secret, ServiceAccount, ClusterRoleBinding, ClusterRole, RoleBinding, Role, MutatingWebhookConfiguration, ValidatingWebhookConfiguration',
    ],
  ],
  ['\nkind: Namespace\napiVersion: v1\nmetadata:\n  name: A\n', ['5:9 The Namespace "A" is invalid: metadata.name: Invalid value: "A"']],
])('the objects of a file are read with their places: %j', (text, found) => {
  const { objects, problems } = readObjects(text, releaseOf('1.37'))
  expect([
    ...objects.map(({ line, kind, namespace, name }) => `${line} ${kind.kind} ${namespace}/${name}`),
    ...problems.map(({ line, column, message }) => `${line}:${column} ${message.replace(/("A"): .*/, '$1')}`),
  ]).toEqual(found)
})

it.each([
  [200, 200, []],
  [201, 200, ['804 more than 200 objects']],
  [402, 200, Array.from({ length: 200 }, (_, i) => `${804 + 4 * i} more than 200 objects`)],
])('of %s objects %s are taken', (given, taken, said) => {
  const text = Array.from({ length: given }, (_, i) =>
    `---\n\nkind: Namespace\n{apiVersion: v1, kind: Namespace, metadata: {name: n${i}}}`.replace('\nkind: Namespace', ''),
  ).join('\n')
  const { objects, problems } = readObjects(text.replaceAll('---\n\n', '---\n# a\n\n'), releaseOf('1.37'))
  expect(objects).toHaveLength(taken)
  expect(problems.map(({ line, message }) => `${line} ${message}`)).toEqual(said)
})

/** What the API has of a path at each time, of a node with a pod `web` beside the control plane. */
function objectsAt(path: string, times: readonly number[], actions: readonly object[]): unknown[] {
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes: '1.37',
      duration: '300s',
      manifests: {
        ...kubeadmPlane('1.37'),
        'other.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: other}\nspec: {containers: [{name: main, image: a}]}\n',
        'web.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: main, image: a}]}\n',
      },
      actions,
      requests: times.map((at) => ({
        at,
        url: `https://192.168.1.100:6443/api/v1/${path}`,
        caller: { certificate: { cn: 'root', o: ['system:masters'], ca: 'cluster' } },
      })),
    }),
  )
  expect(diagnostics).toBeUndefined()
  return simulate(scenario!.lanes[0]!.inputs)
    .filter((entry): entry is EntryOf<'response'> => entry.kind === 'response')
    .toSorted((a, b) => a.n - b.n)
    .map(({ body }) => JSON.parse(body) as unknown)
}

it('a pod whose file has changed has another address each time', () => {
  const change = (at: number, find: string, replace: string) => ({ at, edit: 'web.yaml', find, replace })
  const times = [90, 150, 250]
  const pods = objectsAt('namespaces/default/pods/web-master-node', times, [
    change(100, 'image: a', 'image: b'),
    change(200, 'image: b', 'image: c'),
  ]) as { status: { podIP: string } }[]
  expect(pods.map(({ status }) => status.podIP)).toEqual(['10.244.0.3', '10.244.0.4', '10.244.0.5'])
})
