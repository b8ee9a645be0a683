import { expect, it } from 'vitest'
import { clockDigits, clockWords, humanDuration, lengthWords, shortHumanDuration, wordsAgo } from './duration-words.ts'
import { goDuration } from '../../sim/scenario/duration.ts'

const [S, M, H, D, Y] = [1, 60, 3600, 86400, 365 * 86400]
const MS = 0.001

// TestHumanDuration and TestHumanDurationBoundaries of apimachinery/pkg/util/duration/duration_test.go
it.each<[number, string]>([
  [-2 * S, '<invalid>'],
  [-2 * S + MS, '0s'],
  [0, '0s'],
  [S - MS, '0s'],
  [S, '1s'],
  [70 * S, '70s'],
  [2 * M - MS, '119s'],
  [2 * M, '2m'],
  [2 * M + S - MS, '2m'],
  [2 * M + S, '2m1s'],
  [190 * S, '3m10s'],
  [10 * M - MS, '9m59s'],
  [10 * M, '10m'],
  [10 * M + S, '10m'],
  [70 * M, '70m'],
  [3 * H - MS, '179m'],
  [3 * H, '3h'],
  [3 * H + M - MS, '3h'],
  [3 * H + M, '3h1m'],
  [8 * H - MS, '7h59m'],
  [8 * H, '8h'],
  [8 * H + 59 * M, '8h'],
  [47 * H, '47h'],
  [2 * D - MS, '47h'],
  [2 * D, '2d'],
  [2 * D + H - MS, '2d'],
  [2 * D + H, '2d1h'],
  [49 * H, '2d1h'],
  [8 * D - MS, '7d23h'],
  [8 * D, '8d'],
  [8 * D + 23 * H, '8d'],
  [194 * H, '8d'],
  [367 * D, '367d'],
  [2 * Y - MS, '729d'],
  [2 * Y, '2y'],
  [2 * Y + 23 * H, '2y'],
  [2 * Y + 23 * H + 59 * M, '2y'],
  [2 * Y + D - MS, '2y'],
  [2 * Y + D, '2y1d'],
  [3 * Y, '3y'],
  [4 * Y + 2 * D, '4y2d'],
  [8 * Y - MS, '7y364d'],
  [8 * Y, '8y'],
  [8 * Y + D, '8y'],
  [8 * Y + 364 * D, '8y'],
  [9 * Y, '9y'],
])('from 1.12 on, %s s is %s', (seconds, text) => expect(humanDuration(seconds)).toBe(text))

// TestShortHumanDurationBoundaries
it.each<[number, string]>([
  [-2 * S, '<invalid>'],
  [-2 * S + MS, '0s'],
  [-1 * S, '0s'],
  [0, '0s'],
  [S - MS, '0s'],
  [S, '1s'],
  [M - MS, '59s'],
  [M, '1m'],
  [2 * M - MS, '1m'],
  [420, '7m'],
  [480 - MS, '7m'],
  [H - MS, '59m'],
  [H, '1h'],
  [2 * H - MS, '1h'],
  [D - MS, '23h'],
  [D, '1d'],
  [2 * D - MS, '1d'],
  [Y - MS, '364d'],
  [Y, '1y'],
  [2 * Y - MS, '1y'],
  [2 * Y, '2y'],
])('up to 1.11, %s s is %s', (seconds, text) => expect(shortHumanDuration(seconds)).toBe(text))

it.each<[number, string]>([
  [0, '0s'],
  [10, '10s'],
  [40, '40s'],
  [80, '1m20s'],
  [160, '2m40s'],
  [300, '5m0s'],
  [3661, '1h1m1s'],
  [1.5, '1.5s'],
  [0.3, '300ms'],
])('Go prints %s s as %s', (seconds, text) => expect(goDuration(seconds)).toBe(text))

it.each<[number, string]>([
  [0.2, 'Less than a second ago'],
  [1.2, '1 second ago'],
  [34.9, '34 seconds ago'],
  [60, 'About a minute ago'],
  [119, 'About a minute ago'],
  [120, '2 minutes ago'],
  [2135, '35 minutes ago'],
  [3600, 'About an hour ago'],
  [7300, '2 hours ago'],
  // TestHumanDuration of docker/go-units/duration_test.go
  [5400 - 1, 'About an hour ago'],
  [5400, '2 hours ago'],
  [24 * H, '24 hours ago'],
  [47 * H, '47 hours ago'],
  [2 * D, '2 days ago'],
  [3 * D, '3 days ago'],
  [13 * D, '13 days ago'],
  [14 * D, '2 weeks ago'],
  [28 * D, '4 weeks ago'],
  [59 * D, '8 weeks ago'],
  [60 * D, '2 months ago'],
  [729 * D, '24 months ago'],
  [730 * D, '2 years ago'],
  [1095 * D, '3 years ago'],
  [-3, 'Less than a second ago'],
])('crictl says of %s s: %s', (seconds, text) => expect(wordsAgo(seconds)).toBe(text))

it.each<[number, string, string]>([
  [0.34, '0 s', '0.3 s'],
  [45, '45 s', '45 s'],
  [160, '2 min 40 s', '160 s'],
  [420, '7 min', '7 min'],
  [180, '3 min', '180 s'],
  [181, '3 min 1 s', '3 min 1 s'],
  [3600, '1 h', '1 h'],
  [3723, '1 h 2 min 3 s', '1 h 2 min 3 s'],
])('a person reads %s s as %s, and as %s in a sentence', (seconds, clock, length) => {
  expect(clockWords(seconds)).toBe(clock)
  expect(lengthWords(seconds)).toBe(length)
})

it.each<[number, string]>([
  [-1, '0:00'],
  [59.9, '0:59'],
  [60, '1:00'],
  [605, '10:05'],
  [3600, '1:00:00'],
  [3723, '1:02:03'],
])('the page’s clock shows %s s as %s', (seconds, digits) => expect(clockDigits(seconds)).toBe(digits))
