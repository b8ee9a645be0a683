import { answerOwn, type PostedQuestion } from './own-answer.ts'
import { ALIVE } from './fresh-worker.ts'

self.onmessage = ({ data }: MessageEvent<PostedQuestion>) => self.postMessage({ kind: 'answer', ask: data.ask, value: answerOwn(data) })

self.postMessage(ALIVE)
