import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FIXTURES } from './fixtures.ts';

/** A model folder for each: its manifest, its ONNX file, and its labels. */
export function makeModelsDir(
  models: readonly { manifest: { readonly name: string }; onnx: string; labels: readonly string[] }[],
): string {
  const root = mkdtempSync(path.join(tmpdir(), 'penstock-models-'));
  for (const { manifest, onnx, labels } of models) {
    const folder = path.join(root, manifest.name);
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
    writeFileSync(path.join(folder, 'labels.txt'), `${labels.join('\n')}\n`);
    copyFileSync(path.join(FIXTURES, 'onnx', onnx), path.join(folder, 'model.onnx'));
  }
  return root;
}
