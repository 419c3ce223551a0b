import { findPrincipals, noteKeyUse, type ValidToken } from '../../shared/access/find-principals.ts';
import { hashToken } from '../../shared/access/secret-token.ts';
import { coalesce } from '../../shared/coalesce.ts';
import type { Sql } from '../../shared/db/client.ts';
import type { Principal } from '../../shared/domain/access.ts';
import type { Log } from '../../shared/log.ts';

/** How long an answer of the database is believed: a revoked key is refused everywhere after at most this. */
const BELIEVED_MS = 1000;
/** Tokens that are remembered, also those that are none, so that guessing costs no memory. */
const MOST_REMEMBERED = 10_000;

type Answer = { readonly at: number; readonly principal: Promise<Principal | undefined> };

/** Who holds a token. Asks the database once a second per token at most, for many in one statement. */
export class Tokens {
  readonly #answers = new Map<string, Answer>();
  readonly #find: (sha256: string) => Promise<Principal | undefined>;

  constructor(sql: Sql, log: Log) {
    this.#find = coalesce(
      async (hashes: readonly string[]) => {
        const valid = new Map((await findPrincipals(sql, hashes)).map((found) => [found.sha256, found]));
        const keys = [...valid.values()].filter(({ kind }) => kind === 'key');
        if (keys.length > 0)
          noteKeyUse(
            sql,
            keys.map(({ sha256 }) => sha256),
          ).catch((err: Error) => log.debug('keys.use-not-noted', { err: { message: err.message } }));
        return hashes.map((sha256) => withoutHash(valid.get(sha256)));
      },
      { maxSize: 500 },
    );
  }

  /** Undefined when the token is not valid. Rejects when the database is away. */
  find(token: string): Promise<Principal | undefined> {
    const sha256 = hashToken(token);
    const known = this.#answers.get(sha256);
    if (known && performance.now() - known.at < BELIEVED_MS) return known.principal;
    this.#answers.delete(sha256);
    if (this.#answers.size >= MOST_REMEMBERED) {
      const [oldest] = this.#answers.keys();
      this.#answers.delete(oldest!);
    }
    const principal = this.#find(sha256);
    this.#answers.set(sha256, { at: performance.now(), principal });
    principal.catch(() => this.#answers.delete(sha256));
    return principal;
  }

  /** Forgets what it knows of a token that was just signed out here. */
  forget(token: string): void {
    this.#answers.delete(hashToken(token));
  }
}

function withoutHash(found: ValidToken | undefined): Principal | undefined {
  return (
    found && { owner: found.owner, id: found.id, name: found.name, scopes: found.scopes, kind: found.kind }
  );
}
