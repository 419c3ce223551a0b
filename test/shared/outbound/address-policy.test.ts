import { describe, expect, it } from 'vitest';
import { createAddressPolicy, isNetwork } from '../../../shared/outbound/address-policy.ts';

const closed = createAddressPolicy([]);

describe('the address policy', () => {
  it.each([
    ['this host', '0.0.0.0', '0.1.2.3'],
    ['private', '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1'],
    ['carrier NAT', '100.64.0.1', '100.100.100.200', '100.127.255.255'],
    ['loopback', '127.0.0.1', '127.255.255.254'],
    ['link-local and metadata', '169.254.0.1', '169.254.169.254', '192.0.0.192', '168.63.129.16'],
    ['documentation', '192.0.2.1', '198.51.100.1', '203.0.113.255'],
    ['benchmarks', '198.18.0.1', '198.19.255.255'],
    ['multicast, reserved and broadcast', '224.0.0.1', '239.1.1.1', '240.0.0.1', '255.255.255.255'],
    ['unspecified and loopback in IPv6', '::', '::1', '0:0:0:0:0:0:0:1'],
    ['mapped', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '::ffff:0:127.0.0.1'],
    ['compatible', '::127.0.0.1', '::7f00:1', '::8.8.8.8'],
    ['NAT64', '64:ff9b::127.0.0.1', '64:ff9b::808:808', '64:ff9b:1::a00:1', '64:ff9b:1:ffff::a00:1'],
    ['6to4', '2002:7f00:1::', '2002:a00:1::1', '2002:808:808::1'],
    ['Teredo', '2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['protocol assignments', '2001:2::1', '2001:10::1', '2001:20::1'],
    ['documentation in IPv6', '2001:db8::1', '3fff::1', '3fff:fff::1'],
    ['local in IPv6', 'fc00::1', 'fd00:ec2::254', 'fe80::1', 'febf::1', 'fec0::1', 'feff::1'],
    ['zones', 'fe80::1%eth0', '2606:4700::1111%eth0'],
    ['multicast in IPv6', 'ff02::1', 'ff0e::1'],
    ['never assigned', '100::1', '4000::1', '5f00::1', '8000::1', 'e000::1'],
    ['no address', '', 'localhost', '127.1', '0x7f.0.0.1', '2130706433', '127.0.0.1.', '[::1]'],
  ])('refuses what is %s', (_, ...addresses) => {
    expect(addresses.filter((address) => closed.isAllowed(address))).toEqual([]);
  });

  it('allows the public internet', () => {
    const open = [
      ...[
        '1.1.1.1',
        '8.8.8.8',
        '9.255.255.255',
        '11.0.0.0',
        '100.63.255.255',
        '100.128.0.0',
        '126.255.255.255',
      ],
      ...['128.0.0.1', '172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0', '223.255.255.255'],
      ...['2606:4700:4700::1111', '2a00:1450:4001::1', '2001:4860:4860::8888', '2003::1'],
    ];
    expect(open.filter((address) => !closed.isAllowed(address))).toEqual([]);
    expect(open.filter((address) => closed.isTrusted(address))).toEqual([]);
  });

  it('allows what the operator has named, in the family in which it is named', () => {
    const policy = createAddressPolicy(['10.1.0.0/16', '127.0.0.1', 'fd00::/8']);
    for (const address of ['10.1.2.3', '127.0.0.1', 'fd12::1'])
      expect([policy.isAllowed(address), policy.isTrusted(address)], address).toEqual([true, true]);
    for (const address of ['10.2.0.1', '127.0.0.2', '::ffff:127.0.0.1', '::ffff:10.1.2.3', 'fe80::1'])
      expect([policy.isAllowed(address), policy.isTrusted(address)], address).toEqual([false, false]);
    expect([policy.isAllowed('8.8.8.8'), policy.isTrusted('8.8.8.8')]).toEqual([true, false]);
  });
});

describe('isNetwork', () => {
  it.each([
    ['10.0.0.0/8', true],
    ['10.0.0.1', true],
    ['fd00::/8', true],
    ['::1', true],
    ['10.0.0.0/33', false],
    ['10.0.0.0/', false],
    ['10.0.0/8', false],
    ['fd00::/129', false],
    ['fe80::1%eth0', false],
    ['example.org', false],
    ['', false],
  ])('%s: %s', (text, expected) => {
    expect(isNetwork(text)).toBe(expected);
  });
});
