import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openFileBlobs } from '../../shared/blobs.ts';

const ID = '01941f29-7c00-7000-8000-000000000001';
const SIBLING = '01941f29-7c00-7000-8000-000000000002';

function setup() {
  const root = path.join(mkdtempSync(path.join(tmpdir(), 'penstock-blobs-')), 'blobs');
  onTestFinished(() => rmSync(path.dirname(root), { recursive: true }));
  const blobs = openFileBlobs(root);
  const put = async (id: string, ...parts: string[]) => {
    const writer = await blobs.create(id, 'input');
    for (const part of parts) await writer.write(Buffer.from(part));
    await writer.commit();
    return writer;
  };
  const ids = async () => {
    const found: string[] = [];
    for await (const id of blobs.list()) found.push(id);
    return found;
  };
  return { root, blobs, put, ids };
}

const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();

describe('openFileBlobs', () => {
  it('gives back what was committed, whole and in part', async () => {
    const { blobs, put, root } = setup();
    await put(ID, 'hello ', 'world');
    expect(text(await blobs.read(ID, 'input'))).toBe('hello world');
    const part = await blobs.stream(ID, 'input', { start: 4, end: 6 });
    expect(text(Buffer.concat((await part?.toArray()) ?? []))).toBe('o w');
    expect(existsSync(path.join(root, '01941f2', ID, 'input'))).toBe(true);
  });

  it('shows nothing before the commit, though it lists the job', async () => {
    const { blobs, ids } = setup();
    const writer = await blobs.create(ID, 'input');
    await writer.write(Buffer.from('x'));
    expect(await blobs.read(ID, 'input')).toBeUndefined();
    expect(await ids()).toEqual([ID]);
    await writer.commit();
    expect(text(await blobs.read(ID, 'input'))).toBe('x');
  });

  it('leaves nothing of what was aborted, also when it is aborted twice', async () => {
    const { blobs, ids } = setup();
    const writer = await blobs.create(ID, 'input');
    await writer.write(Buffer.from('x'));
    await writer.abort();
    await writer.abort();
    expect(await ids()).toEqual([]);
  });

  it('keeps what was committed when it is aborted afterwards', async () => {
    const { blobs, put } = setup();
    const writer = await put(ID, 'x');
    await writer.abort();
    expect(text(await blobs.read(ID, 'input'))).toBe('x');
  });

  it('removes one job and no other, and does nothing the second time', async () => {
    const { blobs, put, ids, root } = setup();
    await put(ID, 'a');
    await put(SIBLING, 'b');
    await blobs.remove(ID);
    await blobs.remove(ID);
    expect(await ids()).toEqual([SIBLING]);
    await blobs.remove(SIBLING);
    expect(readdirSync(root)).toEqual([]);
  });

  it('has nothing where nothing was ever stored', async () => {
    const { blobs, ids } = setup();
    expect(await ids()).toEqual([]);
    expect(await blobs.read(ID, 'input')).toBeUndefined();
    expect(await blobs.stream(ID, 'input')).toBeUndefined();
  });
});
