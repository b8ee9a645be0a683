import { type Tree, child, children } from './tree.ts'

/** Fields that could change when a container restarts, or who reaches whom, and that no rule of the model reads. */
const SPEC: Readonly<Record<string, string>> = {
  activeDeadlineSeconds: 'a deadline for the whole pod',
  ephemeralContainers: 'an ephemeral container',
  shareProcessNamespace: 'a process namespace shared by the containers',
  dnsConfig: 'DNS',
  hostAliases: 'host names of the pod’s own',
  readinessGates: 'a readiness gate',
  resourceClaims: 'a resource claim',
  os: 'another operating system',
}
const CONTAINER: Readonly<Record<string, string>> = {
  resources: 'being slowed down for too much CPU',
  restartPolicyRules: 'a restart rule of the container’s own',
}

/**
 * The fields of a pod that the model leaves out, with a sentence for each.
 *
 * Units: none. Errors: none. Follows: nothing upstream.
 */
export function notSimulated(spec: Tree): { path: string; message: string }[] {
  const found: { path: string; message: string }[] = []
  const note = (path: string, name: string, what: string): void => {
    found.push({ path, message: `${name}: ${what} is not simulated.` })
  }
  for (const [name, what] of Object.entries(SPEC)) if (spec[name] !== undefined) note(`spec.${name}`, name, what)
  for (const list of ['containers', 'initContainers']) {
    children(spec, list).forEach((container, i) => {
      const path = `spec.${list}[${i}]`
      for (const [name, what] of Object.entries(CONTAINER)) {
        // a request decides where the pod runs, not whether it goes on running
        if (name === 'resources' && child(child(container, name) ?? {}, 'limits')?.['cpu'] === undefined) continue
        if (container[name] !== undefined) note(`${path}.${name}`, name, what)
      }
      const policy = container['restartPolicy']
      if (policy !== undefined && !(list === 'initContainers' && policy === 'Always')) {
        note(`${path}.restartPolicy`, 'restartPolicy', 'a restart policy of the container’s own')
      }
    })
  }
  return found
}
