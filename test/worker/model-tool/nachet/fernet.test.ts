import { describe, expect, it } from 'vitest';
import { decryptFernet, isFernetToken, parseFernetKey } from '../../../../worker/model-tool/nachet/fernet.ts';

/** The example of the specification: https://github.com/fernet/spec/blob/master/verify.json */
const KEY = parseFernetKey('cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=')!;
const TOKEN =
  'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==';

describe('Fernet', () => {
  it('opens the token of the specification', () => {
    expect(isFernetToken(TOKEN)).toBe(true);
    expect(decryptFernet(TOKEN, KEY)).toBe('hello');
  });

  it('opens no token of which a bit was changed, nor with another key', () => {
    const bytes = Buffer.from(TOKEN, 'base64url');
    for (let i = 0; i < bytes.length; i++) {
      const changed = Buffer.from(bytes);
      changed[i]! ^= 1;
      expect(() => decryptFernet(changed.toString('base64url'), KEY), `byte ${i}`).toThrow();
    }
    expect(() => decryptFernet(TOKEN, parseFernetKey(Buffer.alloc(32).toString('base64url'))!)).toThrow(
      /another key/,
    );
    for (const cut of ['', 'gAAAAA', TOKEN.slice(0, 60)]) expect(() => decryptFernet(cut, KEY)).toThrow();
  });

  it('takes no address or plain key for a token', () => {
    for (const text of ['https://far.example/score', 'gAAAAA', 'a'.repeat(100), ''])
      expect(isFernetToken(text)).toBe(false);
    expect(parseFernetKey('short')).toBeUndefined();
  });
});
