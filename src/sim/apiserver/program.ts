import type { Node } from '../node/node.ts'
import type { Program } from '../node/process.ts'
import { Apiserver } from './server.ts'

/** The kube-apiserver as a program: a line that it fails for is that of an argument, or of its own name. */
export function apiserverProgram(node: Node): Program {
  return {
    servesAPI: true,
    make({ pod, container, running, files, attempt, life, onExit, field }) {
      const argumentRoot = (index: number): number => field((index < 0 ? running.programPlace : running.places[index]) ?? 'image')
      return new Apiserver(node, { pod: pod.name, uid: pod.uid, container, running, files, attempt, life, argumentRoot }, onExit)
    },
  }
}
