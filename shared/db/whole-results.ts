/** What postgres.js makes of a piece of SQL, as far as it concerns us. */
type Statement = { resolve(result: unknown): void };

/**
 * The client with results as Postgres sent them. postgres.js 3.4 counts rows per connection and forgets to start anew
 * after a result that was cut off: the next result on that connection then begins with as many holes as rows were
 * lost (porsager/postgres issues 1119 and 1181). Here they are taken out.
 */
export function wholeResults<Client extends { unsafe(...args: never[]): unknown }>(client: Client): Client {
  return new Proxy(client, {
    apply: (target, self, args) => mend(Reflect.apply(target as never, self, args)),
    get(target, key) {
      if (key !== 'unsafe') return Reflect.get(target, key);
      return (...args: never[]) => mend(target.unsafe(...args));
    },
  });
}

/** A statement, not a name or a list of values, which `sql` makes too. */
function isStatement(made: unknown): made is Statement {
  return made instanceof Promise && 'resolve' in made;
}

function mend<T>(made: T): T {
  if (isStatement(made)) {
    const { resolve } = made;
    made.resolve = (result) => resolve(Array.isArray(result) ? withoutHoles(result) : result);
  }
  return made;
}

/** In place, since a result is an array with more to it. Holes are at the beginning alone. */
function withoutHoles(rows: unknown[]): unknown[] {
  if (rows.length > 0 && !(0 in rows)) rows.splice(0, Number(Object.keys(rows)[0]));
  return rows;
}
