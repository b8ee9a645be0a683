import { answerCluster, type ClusterQuestion } from './answer.ts'
import { ALIVE } from '../own/fresh-worker.ts'

self.onmessage = ({ data }: MessageEvent<ClusterQuestion>) =>
  self.postMessage({ kind: 'answer', ask: data.ask, value: answerCluster(data) })

self.postMessage(ALIVE)
