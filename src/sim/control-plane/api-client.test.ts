import { expect, it } from 'vitest'
import { type ClientResponse, wrongWith } from './api-client.ts'

const answered = (status: number, body: string): ClientResponse => ({ answer: { status, body }, because: [] }) as unknown as ClientResponse

it.each<[string, ClientResponse, string]>([
  [
    'no answer',
    { error: 'dial tcp 10.0.0.1:6443: connect: connection refused', because: [] } as unknown as ClientResponse,
    'dial tcp 10.0.0.1:6443: connect: connection refused',
  ],
  [
    'a Status',
    answered(403, '{"kind":"Status","message":"pods is forbidden: User \\"jo\\" cannot list"}'),
    'pods is forbidden: User "jo" cannot list',
  ],
  ['a Status over lines', answered(401, '{\n  "message": "Unauthorized, says it"\n}'), 'Unauthorized, says it'],
  ['a 401 without a Status', answered(401, 'Unauthorized'), 'Unauthorized'],
  ['another without a Status', answered(500, 'oops'), 'the server rejected our request for an unknown reason'],
])('client-go says of %s what is wrong', (_, asked, words) => {
  expect(wrongWith(asked)).toBe(words)
})
