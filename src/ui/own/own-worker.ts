import { answerOwn } from './own-answer.ts'
import type { OwnQuestion } from './own-client.ts'

self.onmessage = ({ data }: MessageEvent<OwnQuestion>) => self.postMessage({ kind: 'answer', ask: data.ask, value: answerOwn(data) })
