import { hash, verify } from '@node-rs/argon2';

/** OWASP's first choice for argon2id: 19 MiB, 2 passes, 1 lane (Password Storage Cheat Sheet). */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** argon2id of a password, in PHC format with a salt of its own. Off the event loop. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, PARAMETERS);
}

/** Of a password that nobody knows: verified where there is no account, so that the answer takes as long. */
const DECOY =
  '$argon2id$v=19$m=19456,t=2,p=1$/5MW3WYJbMrnZXNsS3zuBg$gVJFaRmxuekjEr//QbgRTbvBjCNaluUPCZPY3mtMERY';

/** Whether the password is the one of this hash. Takes as long when there is no hash, and is then false. */
export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  const isRight = await verify(passwordHash ?? DECOY, password);
  return isRight && passwordHash !== undefined;
}
