import { useTranslation } from 'react-i18next';
import type { TensorsResult } from '../../shared/domain/task-result.ts';
import { Scrollable } from '../ui/Scrollable.tsx';

const MOST_VALUES = 64;

/** What a model without a task has given: each output with the beginning of its values. */
export function TensorTable({ result }: { result: TensorsResult }) {
  const { t } = useTranslation();
  return (
    <Scrollable className="table-scroll" label={t('answer.outputs')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('answer.output')}</th>
            <th scope="col">{t('answer.datatype')}</th>
            <th scope="col">{t('answer.shape')}</th>
            <th scope="col">{t('answer.values')}</th>
          </tr>
        </thead>
        <tbody>
          {result.outputs.map(({ name, datatype, shape, data }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{datatype}</td>
              <td className="number">[{shape.join(', ')}]</td>
              <td className="tensor-values">
                {data.slice(0, MOST_VALUES).map(shorten).join('  ')}
                {data.length > MOST_VALUES && ` … ${t('answer.more', { count: data.length - MOST_VALUES })}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}

function shorten(value: number | string | boolean): string {
  return typeof value === 'number' && !Number.isInteger(value) ? value.toPrecision(5) : String(value);
}
