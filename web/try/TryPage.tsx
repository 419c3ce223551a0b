import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import type { Model } from '../../shared/domain/model.ts';
import { useJob } from '../api/use-job.ts';
import { useModels } from '../api/use-models.ts';
import { PageSkeleton } from '../app/PageSkeleton.tsx';
import { usePageTitle } from '../app/use-page-title.ts';
import { JobPanel } from '../job/JobPanel.tsx';
import { Problem } from '../ui/Problem.tsx';
import { Said } from '../ui/Said.tsx';
import { StatusBadge } from '../ui/StatusBadge.tsx';
import { type Given, InputChoice } from './InputChoice.tsx';
import { inputKind } from './input-kind.ts';
import { ModelPicker } from './ModelPicker.tsx';
import { ParamsForm } from './ParamsForm.tsx';
import { fieldsOf, paramsOf } from './params-form.ts';
import { UploadList } from './UploadList.tsx';
import { NO_TIMES, useHeld } from './use-held.ts';
import { useUploads } from './use-uploads.ts';

/**
 * Choose a model, give it something, see the answer. The model and the job stand in the address, so that a reload finds
 * both again.
 */
export default function TryPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useModels();
  const [search, setSearch] = useSearchParams();
  usePageTitle(t('layout.try'));
  if (!data) return error ? <Problem error={error} onRetry={() => void refetch()} /> : <PageSkeleton />;
  const usable = data.models.filter(({ status }) => status !== 'broken');
  const model = usable.find(({ name }) => name === search.get('model')) ?? usable[0];
  return (
    <>
      <header className="page-head">
        <div>
          <h1>{t('try.title')}</h1>
          <p className="muted">{t('try.text')}</p>
        </div>
      </header>
      <ModelPicker
        models={usable}
        chosen={model?.name}
        onChoose={(name) => setSearch({ model: name }, { replace: true })}
      />
      {model?.description && (
        <p className="muted">
          <Said>{model.description}</Said>
        </p>
      )}
      {model ? <TryModel key={model.name} model={model} /> : <p className="notice">{t('try.no-models')}</p>}
    </>
  );
}

function TryModel({ model }: { model: Model }) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const [values, setValues] = useState<Record<string, string>>({});
  const { uploads, start, clear } = useUploads();
  const { held, isUtc, hold, letGo } = useHeld(setValues);
  const runs = useRef(0);
  const jobId = search.get('job') ?? undefined;
  const fields = useMemo(() => fieldsOf(model.paramsSchema), [model]);
  const kind = inputKind(model);

  const showJob = useCallback(
    (job: string | undefined) => setSearch({ model: model.name, ...(job && { job }) }, { replace: true }),
    [model.name, setSearch],
  );

  useEffect(
    () => () => {
      // A view that has gone has no newest run.
      runs.current++;
    },
    [],
  );

  const run = useCallback(
    async (files: readonly Given[], params: Record<string, unknown>) => {
      if (files.length === 0) return;
      const ours = ++runs.current;
      showJob(undefined);
      letGo();
      const job = await start(files.map(({ file, name }) => ({ model: model.name, file, name, params })));
      if (job && files.length === 1 && ours === runs.current) showJob(job.id);
    },
    [model.name, start, showJob, letGo],
  );

  const heldParams = paramsOf(fields, values, { isUtc });
  const params = held.length > 0 ? paramsOf(fields, { ...values, ...NO_TIMES }) : heldParams;

  const isMany = uploads.length > 1;
  const only = uploads.length === 1 ? uploads[0] : undefined;
  const isBusy = only !== undefined && !only.job && !only.error;
  return (
    <div className="try-columns">
      <section className="card" aria-label={t('try.input')}>
        <InputChoice
          model={model}
          kind={kind}
          params={params}
          isBusy={isBusy}
          onFiles={(files) => void (kind === 'recording' ? hold(files) : run(files, params))}
          onSample={(file, name) => void run([{ file, name }], params)}
          onJob={(id) => {
            runs.current++;
            clear();
            showJob(id);
          }}
        />
        {held.length > 0 && (
          <p className="notice notice-good row spread">
            <span className="break">{held.map(({ name }) => name).join(', ')}</span>
            <button type="button" className="primary" onClick={() => void run(held, heldParams)}>
              {t('try.run')}
            </button>
          </p>
        )}
        {fields.length > 0 && (
          <details open={kind === 'recording'} className="params-box">
            <summary>{t('params.title')}</summary>
            {isUtc && <p className="notice">{t('sleep.file-clock')}</p>}
            <ParamsForm fields={fields} values={values} onChange={setValues} />
          </details>
        )}
      </section>
      <div className="try-answer" aria-live="off">
        {only && !only.job && !only.error && (
          <section className="card">
            <UploadProgress sent={only.sentBytes} total={only.totalBytes} />
          </section>
        )}
        {only?.error && (
          <section className="card">
            <Problem error={only.error} />
          </section>
        )}
        {isMany && <UploadList uploads={uploads} />}
        {jobId && !isMany && !isBusy && !only?.error && <TriedJob id={jobId} />}
        {!jobId && uploads.length === 0 && (
          <section className="card empty">
            <p className="muted">{t('try.nothing-yet')}</p>
          </section>
        )}
      </div>
    </div>
  );
}

function UploadProgress({ sent, total }: { sent: number; total: number }) {
  const { t } = useTranslation();
  return (
    <div role="status">
      <p>{t('files.uploading')}</p>
      <progress value={sent} max={total || 1} aria-label={t('files.sent')} />
    </div>
  );
}

function TriedJob({ id }: { id: string }) {
  const { t } = useTranslation();
  const { job, progress, error } = useJob(id);
  // The newest answer is what somebody has just asked for.
  useEffect(() => {
    if (job?.result) document.getElementById('tried-job')?.scrollIntoView({ block: 'nearest' });
  }, [job?.result]);
  if (!job) return error ? <Problem error={error} /> : <div className="skeleton skeleton-block" />;
  return (
    <div id="tried-job">
      <header className="row spread">
        <StatusBadge status={job.status} />
        <Link href={`/jobs/${job.id}`}>{t('try.open-job')}</Link>
      </header>
      <JobPanel job={job} progress={progress} />
    </div>
  );
}
