import { describe, expect, it } from 'vitest';
import { checkTensors } from '../../../shared/domain/check-tensors.ts';
import type { NamedTensor, TensorSpec } from '../../../shared/domain/tensor.ts';

const SPEC: TensorSpec = { name: 'x', datatype: 'float32', shape: ['N', 3] };
const FIT: NamedTensor = { name: 'x', datatype: 'float32', shape: [2, 3], data: [1, 2, 3, 4, 5, 6] };

const paths = (tensors: NamedTensor[], specs: TensorSpec[] = [SPEC]) =>
  checkTensors(tensors, specs).map((error) => error.path);

describe('checkTensors', () => {
  it('finds nothing wrong with tensors that fit, whatever the free dims are', () => {
    expect(checkTensors([FIT], [SPEC])).toEqual([]);
    expect(checkTensors([{ ...FIT, shape: [0, 3], data: [] }], [SPEC])).toEqual([]);
  });

  it('names what is wrong and what was expected', () => {
    const wrong = { ...FIT, datatype: 'int32' as const, shape: [3, 2] };
    expect(checkTensors([wrong], [SPEC])).toEqual([
      { path: 'input.tensors.0.datatype', message: 'Expected "x" float32 [N, 3], got int32' },
      { path: 'input.tensors.0.shape', message: 'Expected "x" float32 [N, 3], got [3, 2]' },
    ]);
  });

  it('wants every input once and no other', () => {
    expect(paths([])).toEqual(['input.tensors']);
    expect(paths([FIT, FIT])).toEqual(['input.tensors.1.name']);
    expect(paths([{ ...FIT, name: 'y' }])).toEqual(['input.tensors.0.name', 'input.tensors']);
  });

  it('wants as many dims as the model, and as many elements as the dims say', () => {
    expect(paths([{ ...FIT, shape: [6] }])).toEqual(['input.tensors.0.shape']);
    expect(paths([{ ...FIT, data: [1] }])).toEqual(['input.tensors.0.data']);
    const scalar: TensorSpec = { name: 'x', datatype: 'float32', shape: [] };
    expect(paths([{ ...FIT, shape: [], data: [1] }], [scalar])).toEqual([]);
  });

  it.each<[NamedTensor['datatype'], NamedTensor['data'], NamedTensor['data']]>([
    ['float32', [1.5, -1e30], ['1', true, Number.NaN, Number.POSITIVE_INFINITY]],
    ['int8', [-128, 127], [-129, 128, 1.5, '1']],
    ['uint8', [0, 255], [-1, 256]],
    ['int32', [-2147483648, 2147483647], [-2147483649, 2147483648]],
    ['uint32', [0, 4294967295], [4294967296]],
    [
      'int64',
      [1, '-9223372036854775808', '9223372036854775807'],
      ['9223372036854775808', 2 ** 53, '1.5', 'x'],
    ],
    ['uint64', ['18446744073709551615'], ['18446744073709551616', -1, '-1']],
    ['bool', [true, false], [0, 1, 'true']],
    ['string', ['', 'a'], [1, true]],
  ])('takes as %s what fits into it and nothing else', (datatype, good, bad) => {
    const spec: TensorSpec = { name: 'x', datatype, shape: ['N'] };
    const tensor = (data: NamedTensor['data']): NamedTensor => ({
      name: 'x',
      datatype,
      shape: [data.length],
      data,
    });
    expect(paths([tensor(good)], [spec])).toEqual([]);
    for (const element of bad) expect(paths([tensor([element])], [spec])).toEqual(['input.tensors.0.data.0']);
  });
});
