import { expect, test } from 'vitest';
import { parseForwardedFor, resolveAddress, toAddressKey } from './client-address.ts';

test.each([
  [0, [], '10.0.0.9'],
  [0, ['1.1.1.1'], '10.0.0.9'],
  [1, ['1.1.1.1'], '1.1.1.1'],
  [1, ['6.6.6.6', '1.1.1.1'], '1.1.1.1'],
  [2, ['6.6.6.6', '1.1.1.1', '10.0.0.8'], '1.1.1.1'],
  [2, ['1.1.1.1'], '1.1.1.1'],
])('behind %i proxies, %j does not change the address of the client', (proxies, forwarded, address) => {
  expect(resolveAddress([...forwarded, '10.0.0.9'], proxies)).toBe(address);
});

test('splits x-forwarded-for', () => {
  expect(parseForwardedFor(' 1.1.1.1, 2.2.2.2,')).toEqual(['1.1.1.1', '2.2.2.2']);
  expect(parseForwardedFor(null)).toEqual([]);
  expect(resolveAddress([], 0)).toBe('unknown');
});

test.each([
  ['1.2.3.4', '1.2.3.4'],
  ['1.2.3.4:56789', '1.2.3.4'],
  ['::ffff:1.2.3.4', '1.2.3.4'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
  ['[2001:db8:1:2::9]:443', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('counts requests from %s under %s', (address, key) => expect(toAddressKey(address)).toBe(key));
