import { describe, expect, it } from 'vitest';
import { createAddressPolicy } from '../../../shared/outbound/address-policy.ts';
import { checkUrl, type Purpose } from '../../../shared/outbound/check-url.ts';

const closed = createAddressPolicy([]);
const open = createAddressPolicy(['127.0.0.0/8', '10.0.0.0/8']);

const refusal = (url: string, purpose: Purpose = 'input', policy = closed) => {
  try {
    checkUrl(url, purpose, policy);
  } catch (error) {
    return error as Error;
  }
  return undefined;
};

/** Ways of writing an address that must not be reached, and other things that a URL must not be. */
const REFUSED = [
  ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0x7f.1', '0177.0.0.1', '0', '0.0.0.0', '127.0.0.1.'],
  ...['[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '[64:ff9b::7f00:1]'],
  ...['[2002:7f00:1::]', '[2001::1]', '[fe80::1]', '[fd00::1]', '[fec0::1]', '[ff02::1]'],
  ...[
    '①②⑦.⓪.⓪.①',
    '127。0。0。1',
    '%31%32%37.0.0.1',
    '127.0.0.1%00',
    '10.0.0.1',
    '192.168.1.1',
    '169.254.169.254',
  ],
  ...['0xA9FEA9FE', '2852039166', '100.100.100.200', '192.0.0.192'],
  ...[
    'localhost',
    'LOCALHOST',
    'localhost.',
    'a.localhost',
    'ⓛocalhost',
    'db.internal',
    'metadata.google.internal',
  ],
  ...['printer.local', 'router.home.arpa', 'redis', 'example.com.', 'example.com:22', 'example.com:6379'],
  ...['example.com:5432', 'example.com:25', 'example.com:0', 'example.com:65535'],
  ...[
    'user@example.com',
    'user:pass@example.com',
    ':pass@example.com',
    'example.com@127.0.0.1',
    '127.0.0.1#@example.com',
  ],
].map((rest) => `http://${rest}`);

describe('a URL that somebody else has named', () => {
  it.each([
    ...REFUSED,
    ...[
      'data:image/png;base64,AAAA',
      'file:///etc/passwd',
      'gopher://example.com/',
      'ftp://example.com/a.png',
    ],
    ...[
      'javascript:alert(1)',
      'blob:https://example.com/1',
      'unix:/tmp/a',
      '//example.com/',
      '/a.png',
      'a.png',
      '',
    ],
    ...['http://', 'https://[::1', 'http://exa mple.com/', 'https://example.com:99999/'],
    ...[`https://example.com/${'a'.repeat(2048)}`, 'https:///127.0.0.1/', 'https:\\\\127.0.0.1\\'],
  ])('is refused: %s', (url) => {
    expect(refusal(url)).toMatchObject({ code: 'url-not-allowed' });
    expect(refusal(url, 'webhook')).toMatchObject({ code: 'url-not-allowed' });
  });

  it.each([
    'https://example.com',
    'https://example.com:443/a?b=c#d',
    'https://example.com:8443/',
    'https://example.com:8080/',
    'https://EXAMPLE.com/',
    'https://bücher.example/',
    'https://8.8.8.8/',
    'https://[2606:4700:4700::1111]/',
    'https://localhost.example.com/',
    'https://internal.example/',
  ])('may be followed: %s', (url) => {
    expect(refusal(url)).toBeUndefined();
    expect(refusal(url, 'webhook')).toBeUndefined();
    expect(checkUrl(url, 'input', closed).needsTrust).toBeNull();
  });

  it('must be https for a webhook, and may be http for an input', () => {
    expect(refusal('http://example.com/', 'webhook')?.message).toBe('webhook.url: must begin with https://');
    expect(refusal('http://example.com/')).toBeUndefined();
  });

  it('may lead by http and to any port into a network that the operator has named', () => {
    for (const url of ['http://127.0.0.1:9000/', 'https://10.1.2.3:22/', 'http://0x7f.1:1/'])
      expect(refusal(url, 'webhook', open), url).toBeUndefined();
    expect(refusal('http://192.168.0.1:9000/', 'webhook', open)).toMatchObject({ code: 'url-not-allowed' });
    expect(refusal('http://8.8.8.8/', 'webhook', open)).toMatchObject({ code: 'url-not-allowed' });
    expect(refusal('http://[::ffff:127.0.0.1]/', 'input', open)).toMatchObject({ code: 'url-not-allowed' });
  });

  it('is left to its addresses where a name may lead into such a network', () => {
    const reasons = ['http://hooks.internal/', 'http://redis:6379/', 'http://example.com/'].map(
      (url) => checkUrl(url, 'webhook', open).needsTrust,
    );
    expect(reasons.every((reason) => reason !== null)).toBe(true);
    expect(checkUrl('https://example.com/', 'webhook', open).needsTrust).toBeNull();
  });

  it('is refused with the field that it stands in', () => {
    expect(refusal('https://example.com:22/')).toMatchObject({
      message: 'input.url: the port must be one of 443, 8080, 8443',
      errors: [{ path: 'input.url', message: 'the port must be one of 443, 8080, 8443' }],
    });
  });
});
