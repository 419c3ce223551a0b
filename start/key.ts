import { parseArgs } from 'node:util';
import { createApiKey } from '../shared/access/create-api-key.ts';
import { listApiKeys } from '../shared/access/list-api-keys.ts';
import { revokeApiKey } from '../shared/access/revoke-api-key.ts';
import type { Sql } from '../shared/db/client.ts';
import { LOCAL_OWNER, SCOPES, type Scope } from '../shared/domain/access.ts';
import { UsageError } from '../shared/domain/usage-error.ts';
import { withDatabase } from './with-database.ts';

/* `npm run key`: makes, lists and revokes API keys, for whoever has the database. */

const USAGE = `npm run key -- create [--name NAME] [--owner OWNER] [--scopes jobs:read,jobs:write] [--days N]
npm run key -- list [--owner OWNER]
npm run key -- revoke ID

--owner    whose jobs the key submits and sees; "${LOCAL_OWNER}", the owner without sign-in, when not given
--scopes   of ${SCOPES.join(', ')}; the first two when not given
--days     after which it expires; never when not given`;

const DAY_MS = 86_400_000;

await withDatabase(async (sql) => {
  const { positionals, values } = readArguments();
  const [verb, ...rest] = positionals;
  if (verb === 'create' && rest.length === 0) return await create(sql, values);
  if (verb === 'list' && rest.length === 0) return await list(sql, values.owner);
  if (verb === 'revoke' && rest.length === 1) return await revoke(sql, rest[0]!);
  throw new UsageError(USAGE);
});

type Values = ReturnType<typeof readArguments>['values'];

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        owner: { type: 'string' },
        scopes: { type: 'string' },
        days: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${USAGE}`);
  }
}

async function create(
  sql: Sql,
  { name = 'made at the terminal', owner, scopes, days }: Values,
): Promise<string> {
  const { key, apiKey } = await createApiKey(sql, {
    name,
    owner: owner || LOCAL_OWNER,
    scopes: scopes === undefined ? ['jobs:read', 'jobs:write'] : parseScopes(scopes),
    expiresInMs: days === undefined ? null : parseDays(days) * DAY_MS,
  });
  return `${key}\n\nThis is the only time that the key is shown. Its id is ${apiKey.id}, its owner "${apiKey.owner}".`;
}

async function list(sql: Sql, owner: string | undefined): Promise<string> {
  const keys = await listApiKeys(sql, owner);
  const lines = keys.map((key) =>
    [key.id, key.hint, key.owner, key.scopes.join(','), stateOf(key), key.name].join('  '),
  );
  return lines.join('\n') || 'There are no keys';
}

async function revoke(sql: Sql, id: string): Promise<string> {
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id))
    throw new UsageError(`"${id}" is not the id of a key`);
  const revoked = await revokeApiKey(sql, { id });
  if (!revoked) throw new UsageError(`There is no key ${id}`);
  return `Revoked ${revoked.hint}… ("${revoked.name}"); it is refused everywhere within two seconds`;
}

function stateOf({ revokedAt, expiresAt }: { revokedAt: string | null; expiresAt: string | null }): string {
  if (revokedAt) return 'revoked';
  if (!expiresAt) return 'valid';
  return new Date(expiresAt).getTime() < Date.now() ? 'expired' : `valid until ${expiresAt.slice(0, 10)}`;
}

function parseScopes(text: string): Scope[] {
  const wanted = text.split(',').map((scope) => scope.trim());
  const unknown = wanted.find((scope) => !SCOPES.includes(scope as Scope));
  if (unknown !== undefined) throw new UsageError(`--scopes: "${unknown}" is none of ${SCOPES.join(', ')}`);
  return wanted as Scope[];
}

function parseDays(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new UsageError('--days: must be a whole number, at most 9999');
  return Number(text);
}
