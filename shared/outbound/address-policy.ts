import { BlockList, isIP } from 'node:net';

/** Which addresses the product may connect to when somebody else has named them. */
export type AddressPolicy = {
  /** Whether the address is a public one, or one that the operator has allowed. */
  isAllowed(address: string): boolean;
  /** Whether the operator has allowed the address by name: such a network may use http and any port. */
  isTrusted(address: string): boolean;
  /** Whether the operator has allowed any network at all. */
  readonly trustsAny: boolean;
};

/** An address or a network, as `10.0.0.0/8`. */
type Network = { readonly address: string; readonly prefix: number; readonly family: 'ipv4' | 'ipv6' };

/** IPv4 that is no host on the public internet: the registry of RFC 6890, and what clouds answer from. */
const REFUSED_IPV4 = [
  '0.0.0.0/8', // this host; connecting there reaches loopback on Linux
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier NAT; metadata of Alibaba Cloud
  '127.0.0.0/8', // loopback
  '168.63.129.16', // the host of an Azure machine
  '169.254.0.0/16', // link-local; metadata of nearly every cloud
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments; metadata of Oracle Cloud
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
];

/**
 * IPv6 hosts of the public internet stand in 2000::/3. The three networks around it hold ::, ::1, every way of writing
 * an IPv4 address (::a.b.c.d, ::ffff:a.b.c.d, 64:ff9b::/96, 64:ff9b:1::/48), fc00::/7, fe80::/10, fec0::/10 and ff00::/8.
 */
const REFUSED_IPV6 = [
  '::/3',
  '4000::/2',
  '8000::/1',
  '2001::/23', // protocol assignments: Teredo, which holds an IPv4 address, benchmarks, ORCHID
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4, which holds an IPv4 address
  '3fff::/20', // documentation
];

/**
 * Makes the policy.
 *
 * @param allow addresses and networks of the operator's own, as `10.1.2.3` or `10.0.0.0/8`
 * @throws Error when one of them is neither
 */
export function createAddressPolicy(allow: readonly string[]): AddressPolicy {
  const isRefused = matcherOf([...REFUSED_IPV4, ...REFUSED_IPV6]);
  const isTrusted = matcherOf(allow);
  return {
    isAllowed: (address) => isTrusted(address) || (isPlain(address) && !isRefused(address)),
    isTrusted,
    trustsAny: allow.length > 0,
  };
}

/** Whether the text is an address or a network, as `10.1.2.3`, `10.0.0.0/8` or `fd00::/8`. */
export function isNetwork(text: string): boolean {
  return parseNetwork(text) !== undefined;
}

/** Tells by family: Node would find `::ffff:10.0.0.1` in `10.0.0.0/8`, and any IPv4 address in `::/3`. */
function matcherOf(networks: readonly string[]): (address: string) => boolean {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const text of networks) {
    const network = parseNetwork(text);
    if (!network) throw new Error(`Not an address or a network: ${text}`);
    lists[network.family].addSubnet(network.address, network.prefix, network.family);
  }
  return (address) => {
    if (!isPlain(address)) return false;
    const family = familyOf(address);
    return lists[family].check(address, family);
  };
}

function parseNetwork(text: string): Network | undefined {
  const [, address = '', digits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  if (!isPlain(address)) return undefined;
  const family = familyOf(address);
  const bits = family === 'ipv4' ? 32 : 128;
  const prefix = digits === undefined ? bits : Number(digits);
  return prefix <= bits ? { address, prefix, family } : undefined;
}

/** An address without a zone: `fe80::1%eth0` would be looked up in no list. */
function isPlain(address: string): boolean {
  return isIP(address) !== 0 && !address.includes('%');
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}
