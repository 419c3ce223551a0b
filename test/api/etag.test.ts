import { describe, expect, it } from 'vitest';
import { matchesEtag } from '../../api/etag.ts';

describe('matchesEtag', () => {
  it.each(['"3"', 'W/"3"', ' "3" ', '"2", "3"', '"2",W/"3"', '*'])('knows the tag in %s', (header) => {
    expect(matchesEtag(header, '"3"')).toBe(true);
  });

  it.each([undefined, '', '"2"', '3', '"33"', '"2", "4"', 'w/"3"'])(
    'does not find the tag in %s',
    (header) => {
      expect(matchesEtag(header, '"3"')).toBe(false);
    },
  );
});
