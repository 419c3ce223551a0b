import { expect, test } from 'vitest';
import { fileNameOf, folderOf } from '../../../api/export/file-name.ts';

test.each([
  ['7', '7'],
  ['Ambrosia artemisiifolia', 'Ambrosia artemisiifolia'],
  ['a/b\\c', 'a_b_c'],
  ['..', '_'],
  ['../../etc', '__.._etc'],
  ['.hidden', '_hidden'],
  ['ends in dots...', 'ends in dots'],
  ['C:*?"<>|', 'C_______'],
  ['con', '_con'],
  ['NUL.txt', '_NUL.txt'],
  ['a\u0000\u202eb', 'a__b'],
  ['   ', '_'],
  ['ü🌱', 'ü🌱'],
  ['x'.repeat(300), 'x'.repeat(100)],
])('the folder of the label %j is %j', (label, folder) => {
  expect(folderOf(label)).toBe(folder);
});

test('a picture is called after its job and its content', () => {
  expect(fileNameOf({ id: 'id', inputMediaType: 'image/jpeg' })).toBe('id.jpg');
  expect(fileNameOf({ id: 'id', inputMediaType: 'application/x-something' })).toBe('id.bin');
});
