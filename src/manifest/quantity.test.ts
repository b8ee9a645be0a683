import { expect, it } from 'vitest'
import { canonicalQuantity, parseQuantity, quantityDump, sumOf } from './quantity.ts'

// apimachinery/pkg/api/resource/quantity_test.go, TestQuantityParse and TestQuantityString
it.each<[string, number, string]>([
  ['0', 0, '0'],
  ['12', 12, '12'],
  ['0.5', 0.5, '500m'],
  ['.5', 0.5, '500m'],
  ['5.', 5, '5.'],
  ['+1', 1, '+1'],
  ['-1', -1, '-1'],
  ['100m', 0.1, '100m'],
  ['1000m', 1, '1'],
  ['1500m', 1.5, '1500m'],
  ['1u', 1e-6, '1m'],
  ['1n', 1e-9, '1m'],
  ['0.0001', 0.0001, '1m'],
  ['1.0005', 1.0005, '1001m'],
  ['1k', 1000, '1k'],
  ['1000', 1000, '1k'],
  ['1001', 1001, '1001'],
  ['1000k', 1e6, '1M'],
  ['2M', 2e6, '2M'],
  ['3G', 3e9, '3G'],
  ['4T', 4e12, '4T'],
  ['5P', 5e15, '5P'],
  ['6E', 6e18, '6E'],
  ['1Ki', 1024, '1Ki'],
  ['1.0Ki', 1024, '1Ki'],
  ['1024Ki', 1_048_576, '1Mi'],
  ['1024Mi', 1_073_741_824, '1Gi'],
  ['1536Mi', 1_610_612_736, '1536Mi'],
  ['0.5Gi', 536_870_912, '512Mi'],
  ['1Ti', 1_099_511_627_776, '1Ti'],
  ['1Pi', 1_125_899_906_842_624, '1Pi'],
  ['1Ei', 1_152_921_504_606_846_976, '1Ei'],
  ['1e3', 1000, '1e3'],
  ['1E6', 1e6, '1E6'],
  ['15E2', 1500, '1500'],
  ['1.500', 1.5, '1.500'],
  ['1e30', 1e30, '1e30'],
  ['10e39', 1e40, '10e39'],
  ['1000000e3', 1e9, '1e9'],
  ['1e-10', 1e-10, '1e-3'],
  ['1000E', 1e21, '1'],
  ['16Ki', 16_384, '16Ki'],
  ['9Ei', 9 * 2 ** 60, '9223372036854775807'],
  ['15e2', 1500, '1500'],
  ['1e-3', 0.001, '1e-3'],
  ['128974848', 128_974_848, '128974848'],
])('the quantity %s is %d, and printed as %s', (text, value, printed) => {
  expect(parseQuantity(text)).toEqual({ value })
  expect(canonicalQuantity(text)).toBe(printed)
})

it.each([
  ['', /^quantities must match/],
  ['a', /^quantities must match/],
  ['1 Gi', /^quantities must match/],
  ['1.1.M', /^quantities must match/],
  ['1m5', /^unable to parse quantity's suffix$/],
  ['1gi', /^quantities must match/],
  ['1mi', /^unable to parse quantity's suffix$/],
  ['1K', /^unable to parse quantity's suffix$/],
  ['1e', /^unable to parse quantity's suffix$/],
])('%j is no quantity, and stays as it is', (text, why) => {
  expect(parseQuantity(text)).toEqual({ error: expect.stringMatching(why) })
  expect(canonicalQuantity(text)).toBe(text)
})

const held = (value: number | string, scale: number, text: string, format: string): string =>
  `resource.Quantity{i:resource.int64Amount{value:${value}, scale:${scale}}, d:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, s:"${text}", Format:"${format}"}`
const pointedTo = (format: string): string =>
  `resource.Quantity{i:resource.int64Amount{value:0, scale:0}, d:resource.infDecAmount{Dec:(*inf.Dec)(…)}, s:"", Format:"${format}"}`

it.each([
  ['0', held(0, 0, '', 'DecimalSI')],
  ['12', held(12, 0, '12', 'DecimalSI')],
  ['1.5', held(15, -1, '', 'DecimalSI')],
  ['.5', held(5, -1, '', 'DecimalSI')],
  ['007', held(7, 0, '007', 'DecimalSI')],
  ['-1500u', held(-2, -3, '', 'DecimalSI')],
  ['1001u', held(2, -3, '', 'DecimalSI')],
  ['1000u', held(1, -3, '', 'DecimalSI')],
  ['1001n', held(1, -3, '', 'DecimalSI')],
  ['1k', held(1, 3, '1k', 'DecimalSI')],
  ['1000', held(1000, 0, '', 'DecimalSI')],
  ['5e-3', held(5, -3, '5e-3', 'DecimalExponent')],
  ['10e39', held(10, 39, '10e39', 'DecimalExponent')],
  ['1E-9', held(1, -3, '', 'DecimalExponent')],
  ['1e-10', pointedTo('DecimalExponent')],
  ['123456789012345678', held('123456789012345678', 0, '123456789012345678', 'DecimalSI')],
  ['1234567890123456789', pointedTo('DecimalSI')],
  ['1Ki', pointedTo('BinarySI')],
])('Go prints the struct of %s', (text, printed) => expect(quantityDump(text)).toBe(printed))

it.each<[string[], string]>([
  [[], '0'],
  [['100m', '0.2'], '300m'],
  [['500m', '500m'], '1'],
  [['0', '64Mi', '64Mi'], '128Mi'],
  [['64Mi', '65536Ki', '0'], '128Mi'],
  [['1Gi', '1'], '1073741825'],
  [['1', '1Gi'], '1073741825'],
  [['24', '1Ki'], '1048'],
  [['1Ki', '1024'], '2Ki'],
  [['24', '1000'], '1024'],
  [['0.0001', '0.1m'], '2m'],
  [['x', '1'], '1'],
  [['1e18', '1e18'], '2E'],
  [['-2', '1'], '-1'],
])('the sum of %j is %s', (quantities, sum) => {
  expect(sumOf(quantities)).toBe(sum)
})
