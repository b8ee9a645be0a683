import { parseUrl, requestOf } from './apiserver/request.ts'
import type { Node } from './node.ts'
import type { ScenarioRequest } from './scenario.ts'

export function ask(node: Node, request: ScenarioRequest, n: number): void {
  void parseUrl
  void requestOf
  void node
  void n
  void request
}
