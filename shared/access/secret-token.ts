import { createHash, randomBytes } from 'node:crypto';

/** A key or cookie that was just made: shown once, and stored as its hash alone. */
export type SecretToken = {
  readonly token: string;
  /** Hex. 32 random bytes cannot be guessed, so a fast hash is enough. */
  readonly sha256: string;
};

/**
 * Makes a token of 32 random bytes in base64url.
 *
 * @param prefix says what it is to who finds it: `pk_` of an API key
 */
export function newSecretToken(prefix = ''): SecretToken {
  const token = `${prefix}${randomBytes(32).toString('base64url')}`;
  return { token, sha256: hashToken(token) };
}

/** Hex SHA-256, the name under which a token is known. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
