import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './root.ts';

/** A copy of a model of the product or of the benchmark; under another name, and with another batch, if it says so. */
export type ModelCopy = {
  readonly from: 'digits' | 'photo';
  readonly name?: string;
  readonly batch?: { readonly maxSize: number; readonly maxDelayMs: number };
};

/** Makes a models folder with these and no others. */
export function makeModels(folder: string, copies: readonly ModelCopy[]): string {
  const modelsDir = mkdtempSync(path.join(folder, 'models-'));
  for (const { from, name = from, batch } of copies) {
    const target = path.join(modelsDir, name);
    mkdirSync(target);
    cpSync(sourceOf(from), target, { recursive: true });
    const file = path.join(target, 'manifest.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ ...manifest, name, ...(batch && { batch }) }));
  }
  return modelsDir;
}

function sourceOf(name: string): string {
  const [own, ...others] = ['models', 'bench/models'].map((folder) => path.join(ROOT, folder, name));
  return [own!, ...others].find(existsSync) ?? own!;
}
