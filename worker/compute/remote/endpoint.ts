import { type HttpStep, isHeaderValue } from '../../../shared/domain/http-step.ts';
import { type Outbound, openOutbound } from '../../../shared/outbound/guarded-request.ts';
import { NotServedError } from '../not-served-error.ts';
import { Slots } from './slots.ts';

/** A model elsewhere, ready to be asked. */
export type Endpoint<S extends HttpStep = HttpStep> = {
  /** What it is called in errors, for strangers; never its URL. */
  readonly name: string;
  readonly http: S;
  readonly outbound: Outbound;
  /** Those of the manifest, with the secrets filled in. */
  readonly headers: Readonly<Record<string, string>>;
  /** The values that came from the environment: no answer may hold them. */
  readonly secrets: readonly string[];
  /** Shared by all steps that ask the same URL. */
  readonly slots: Slots;
};

/** The values of environment variables, by name. */
export type ReadVariable = (name: string) => string | undefined;

/**
 * Makes the endpoints of a process; those with one URL share its slots, as many as the first of them says.
 *
 * @returns opens one; throws a NotServedError that names the variable which is missing
 */
export function createEndpoints(readVariable: ReadVariable) {
  const slotsByUrl = new Map<string, Slots>();
  return <S extends HttpStep>(name: string, http: S): Endpoint<S> => {
    const slots = slotsByUrl.get(http.url) ?? new Slots(http.concurrency);
    slotsByUrl.set(http.url, slots);
    return {
      name,
      http,
      slots,
      outbound: openOutbound({ allow: http.allow }),
      ...fillIn(http, readVariable),
    };
  };
}

export type OpenEndpoint = ReturnType<typeof createEndpoints>;

function fillIn(http: HttpStep, readVariable: ReadVariable) {
  const secrets: string[] = [];
  const headers = Object.entries(http.headers).map(([name, value]) => {
    if (typeof value === 'string') return [name, value] as const;
    const secret = readVariable(value.env);
    if (!secret) throw new NotServedError(`The environment variable ${value.env} is not set`);
    if (!isHeaderValue(secret))
      throw new NotServedError(`The environment variable ${value.env} is no header value`);
    secrets.push(secret);
    return [name, value.prefix + secret] as const;
  });
  return { headers: Object.fromEntries(headers), secrets };
}
