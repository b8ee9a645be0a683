import { expect, it } from 'vitest'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { asksElse } from './lint-rules.ts'
import { lintInputs } from './lint.ts'

it.each<[string, string | undefined]>([
  ['true', undefined],
  ['pg_isready', undefined],
  ['pg_isready -h', undefined],
  ['pg_isready -h db', 'db'],
  ['pg_isready -h localhost', undefined],
  ['pg_isready -h /run/postgresql', undefined],
  ['/usr/bin/psql --host=db', 'db'],
  ['psql --hostname db', 'db'],
  ['mysql -hdb.example', 'db.example'],
  ['redis-cli -h $(POD_IP) ping', undefined],
  ['redis-cli -h my-$(POD_NAME).db', undefined],
  ['ls -h x', undefined],
  ['curl -H Accept:x localhost', undefined],
  ['curl http://api/health', 'api'],
  ['curl -f http://user@api:80/', 'api'],
  ['curl http://api?x', 'api'],
  ['curl http://127.0.0.1:80/', undefined],
  ['curl http://0.0.0.0:80/', undefined],
  ['curl http://[::1]:80/', undefined],
  ['curl http://[fd00::2]:80/', '[fd00::2]'],
  ['nc -z db 5432', 'db'],
  ['nc -z localhost 5432', undefined],
  ['nc -z 5432', undefined],
  ['ping -c1 db', 'db'],
])('a probe that runs %s asks %s', (command, host) => expect(asksElse(command.split(' '))).toBe(host))

it('a script asks whom the first of its commands asks that asks somebody else', () => {
  expect(asksElse(['sh', '-c', 'curl -f http://localhost/ && nc -z db 5432; nc -z other 1'])).toBe('db')
  expect(asksElse(['sh', '-c', 'redis-cli ping'])).toBeUndefined()
})

it('a lane in which nothing ever starts is told so, with no run to prove it', () => {
  const { inputs } = parseScenario('whyrestart: 1\nduration: 70s\nmanifests: {}\n').scenario!.lanes[0]!
  expect(lintInputs(inputs).map(({ rule, message }) => [rule, message])).toEqual([
    ['restarts-when-calm', 'No restart; no manifest could be read.'],
  ])
})
