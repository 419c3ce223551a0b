import { randomBytes } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { modelTool } from './model-tool.ts';

export const ROOT = path.join(import.meta.dirname, '../..');
export const ONNX = path.join(ROOT, 'test/fixtures/onnx');
export const DIGITS = path.join(ROOT, 'models/digits');
export const AFFINE = path.join(ROOT, 'test/fixtures/models/affine/model.onnx');
export const KEY = randomBytes(32).toString('hex');

export function modelFolder() {
  const tool = modelTool();
  const manifestOf = (name: string) =>
    JSON.parse(readFileSync(path.join(tool.modelsDir, name, 'manifest.json'), 'utf8')) as Record<
      string,
      unknown
    >;
  const addDigits = () => cpSync(DIGITS, path.join(tool.modelsDir, 'digits'), { recursive: true });
  const change = (name: string, file: string, edit: (text: string) => string) => {
    const place = path.join(tool.modelsDir, name, file);
    writeFileSync(place, edit(readFileSync(place, 'utf8')));
  };
  return { ...tool, manifestOf, addDigits, change };
}
