import { answerCluster, type ClusterQuestion } from './answer.ts'

self.onmessage = ({ data }: MessageEvent<ClusterQuestion>) =>
  self.postMessage({ kind: 'answer', ask: data.ask, value: answerCluster(data) })
