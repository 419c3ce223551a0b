import { setPriority } from 'node:os';
import { artifactBlob } from '../../shared/artifact-blob.ts';
import { openFileBlobs } from '../../shared/blobs.ts';
import { executeSamples } from './execute-samples.ts';
import { loadModels } from './load-models.ts';
import type { LoadedModel, LoadedPipeline } from './loaded-model.ts';
import { ProgressReports } from './progress-reports.ts';
import type { FromChild, ToChild } from './protocol.ts';
import type { SampleIo } from './sample-io.ts';
import { RUNTIME } from './sessions.ts';

/*
 * A compute child: the only process in which inference blocks the thread. It obeys its supervisor, one message
 * at a time, and ends with it: without the line to it there is nobody left to work for.
 */

// Else ONNX Runtime reports to its maker over the network, from a database in the home folder that all processes write to.
process.env['ORT_DISABLE_TELEMETRY'] = '1';

// On one machine with the api and the database, these come first: a burst is taken in before it is worked off, and
// what has gathered meanwhile goes in larger batches.
setPriority(10);

const progress = new ProgressReports((jobs) => send({ kind: 'progress', jobs }));
let loaded = new Map<string, LoadedModel | LoadedPipeline>();
let blobs = openFileBlobs('');

const io: SampleIo = {
  readBlob: (jobId) => blobs.read(jobId, 'input'),
  streamBlob: (jobId) => blobs.stream(jobId, 'input'),
  async writeArtifact({ jobId, attempt }, name, bytes) {
    const blob = await blobs.create(jobId, artifactBlob(attempt, name));
    try {
      await blob.write(bytes);
      await blob.commit();
    } finally {
      await blob.abort();
    }
  },
};

process.on('disconnect', () => process.exit(0));
// A signal to the whole process group is the supervisor's to answer: it still needs this child to finish.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

process.on('message', (message: ToChild) => {
  void answer(message).then(send);
});

function send(message: FromChild): void {
  // A supervisor that is gone hears nothing more, and `disconnect` ends this process.
  process.send?.(message, undefined, undefined, () => {});
}

async function answer(message: ToChild): Promise<FromChild> {
  switch (message.kind) {
    case 'load': {
      process.chdir(message.emptyDir);
      blobs = openFileBlobs(message.blobsDir);
      const result = await loadModels(message.models, {
        readVariable: (name) => process.env[name],
        onLoading: (name) => send({ kind: 'loading', name }),
      });
      loaded = result.loaded;
      return { kind: 'loaded', runtime: RUNTIME, reports: result.reports };
    }
    case 'run': {
      const model = loaded.get(message.model);
      if (!model) throw new Error(`Model ${message.model} is not loaded`);
      const outputs = await executeSamples(model, message.samples, io, (step) => progress.add(step));
      progress.clear();
      return { kind: 'ran', outputs };
    }
  }
}
