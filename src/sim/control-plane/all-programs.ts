import { gateNames, lockedValue, releasesOfGate } from '../apiserver/flags/feature-gates.ts'
import { emptiedStore } from '../apiserver/objects/rbac-objects.ts'
import { OBJECT_STORE } from '../apiserver/objects/objects.ts'
import { readObjects } from '../apiserver/objects/read-objects.ts'
import { storageOf } from '../apiserver/objects/object-storage.ts'
import { Apiserver } from '../apiserver/server.ts'
import { askElsewhere } from '../apiserver/requests/elsewhere.ts'
import { runKubectl } from '../kubectl/kubectl-client.ts'
import { KUBELET_SERVER } from '../kubelet/api/api.ts'
import { admit } from '../kubelet/api/auth.ts'
import { healthz, routeOf } from '../kubelet/api/api-handlers.ts'
import { Reviewer } from '../kubelet/api/reviewer.ts'
import { KUBECTL, RESTARTS, WRITES } from '../node/node-actions.ts'
import { KOPS } from '../node/assumed.ts'
import { followed, KOPS_HEALTHCHECK, stressed } from '../node/assumed-course.ts'
import { COURSES } from '../node/assumed-shell.ts'
import { ask } from '../node/scenario-requests.ts'
import { reboot, restart } from '../node/node-restarts.ts'
import { FEATURE_GATES } from '../scenario/strict.ts'
import { CONTROL_PLANE, HAPPENED_TRACE } from '../simulate.ts'
import { happenedTrace } from '../trace/happened-trace.ts'
import { ELSEWHERE } from './api-client.ts'
import { etcdProgram } from './etcd.ts'
import { managerProgram } from './manager.ts'
import { actOnWrites } from './troubles.ts'

// All of the simulator: imported where it starts, in a shell and in tests; loaded by the page when a run needs it.
CONTROL_PLANE.fill({
  simulatedPrograms: (node, isElsewhere) => ({
    'kube-apiserver': { servesAPI: true, make: (site) => new Apiserver(node, site) },
    etcd: etcdProgram(node),
    'kube-controller-manager': managerProgram('kube-controller-manager', node, isElsewhere),
    'kube-scheduler': managerProgram('kube-scheduler', node, isElsewhere),
  }),
  ask,
})
COURSES.fill({ followed, stressed })
KOPS.fill(KOPS_HEALTHCHECK)
ELSEWHERE.fill(askElsewhere)
HAPPENED_TRACE.fill(happenedTrace)
FEATURE_GATES.fill({ gateNames, lockedValue, releasesOfGate })
KUBECTL.fill(runKubectl)
WRITES.fill(actOnWrites)
RESTARTS.fill({ restart, reboot })
KUBELET_SERVER.fill({ admit, healthz, routeOf, Reviewer })
OBJECT_STORE.fill({ emptiedStore, readObjects, storageOf })
