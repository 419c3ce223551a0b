/** What a key may be allowed. `admin` is for keys, webhook secrets and the account, not for other owners' jobs. */
export const SCOPES = ['jobs:read', 'jobs:write', 'admin'] as const;

export type Scope = (typeof SCOPES)[number];

/** Who makes a request, and what it may do. */
export type Principal = {
  /** Whose jobs it submits and sees. */
  readonly owner: string;
  /** Of the key or the account; null where nobody was asked. */
  readonly id: string | null;
  /** Of the key, or the address of the account; null where nobody was asked. */
  readonly name: string | null;
  readonly scopes: readonly Scope[];
  /** How it was told: not at all, by an API key, or by the cookie of a signed-in browser. */
  readonly kind: 'none' | 'key' | 'session';
};

/** The one owner without sign-in, and of keys that name no other. */
export const LOCAL_OWNER = 'local';
