import { expect, test } from 'vitest';
import { connectDatabase } from '../../../shared/db/client.ts';
import { createTestDatabase } from '../../support/servers.ts';

test('a result that was cut off leaves nothing behind in the next one on its connection', async () => {
  const { url, drop } = await createTestDatabase('postgres');
  const { sql, db, close } = connectDatabase(url, { max: 1, name: 'penstock-test' });
  try {
    for (const next of [
      () => sql`select i from generate_series(7, 8) as i`,
      () => db.execute<{ i: number }>('select i from generate_series(7, 8) as i'),
    ]) {
      // Rows are on their way by the time that the last of them fails.
      const cut = sql`select i, 1 / (1000 - i) from generate_series(1, 1000) as i`;
      await expect(cut).rejects.toThrow('division by zero');
      const rows = await next();
      expect(rows).toHaveLength(2);
      expect(rows.map(({ i }) => i)).toEqual([7, 8]);
      expect(await next()).toHaveLength(2);
    }
  } finally {
    await close();
    await drop();
  }
});
