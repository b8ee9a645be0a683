import { PROGRAM_PROBLEMS } from './lanes/problems.ts'
import { flagProblems, leftOut, objectProblems } from './lanes/program-problems.ts'
import { gateNames, lockedValue, releasesOfGate } from '../sim/apiserver/flags/feature-gates.ts'
import { emptiedStore } from '../sim/apiserver/objects/rbac-objects.ts'
import { OBJECT_STORE } from '../sim/apiserver/objects/objects.ts'
import { readObjects } from '../sim/apiserver/objects/read-objects.ts'
import { storageOf } from '../sim/apiserver/objects/object-storage.ts'
import { Apiserver } from '../sim/apiserver/server.ts'
import { askElsewhere } from '../sim/apiserver/requests/elsewhere.ts'
import { runKubectl } from '../sim/kubectl/kubectl-client.ts'
import { KUBELET_SERVER } from '../sim/kubelet/api/api.ts'
import { admit, Reviewer } from '../sim/kubelet/api/auth.ts'
import { healthz, routeOf } from '../sim/kubelet/api/api-handlers.ts'
import { KUBECTL, RESTARTS, WRITES } from '../sim/node/node-actions.ts'
import { KOPS } from '../sim/node/assumed.ts'
import { followed, KOPS_HEALTHCHECK, stressed } from '../sim/node/assumed-course.ts'
import { COURSES } from '../sim/node/assumed-shell.ts'
import { ask } from '../sim/node/scenario-requests.ts'
import { reboot, restart } from '../sim/node/node-restarts.ts'
import { FEATURE_GATES } from '../sim/scenario/strict.ts'
import { CONTROL_PLANE, HAPPENED_TRACE } from '../sim/simulate.ts'
import { happenedTrace } from '../sim/trace/happened-trace.ts'
import { ELSEWHERE } from '../sim/control-plane/api-client.ts'
import { etcdProgram } from '../sim/control-plane/etcd.ts'
import { managerProgram } from '../sim/control-plane/manager.ts'
import { actOnWrites } from '../sim/control-plane/troubles.ts'

// All of the simulator with all that is said of it: imported where a program starts, and loaded by the page when a run needs it.
CONTROL_PLANE.fill({
  simulatedPrograms: (node) => ({
    'kube-apiserver': { servesAPI: true, make: (site) => new Apiserver(node, site) },
    etcd: etcdProgram(node),
    'kube-controller-manager': managerProgram('kube-controller-manager', node),
    'kube-scheduler': managerProgram('kube-scheduler', node),
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
PROGRAM_PROBLEMS.fill({ flagProblems, leftOut, objectProblems })
