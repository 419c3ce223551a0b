import { open } from 'node:fs/promises';
import { type Field, ProtobufFile } from './protobuf-fields.ts';

/*
 * An ONNX file may name other files that hold the data of its tensors. Each message that can hold a tensor, with the
 * fields that lead to one. Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
 */
const MESSAGES = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  training: { 1: 'graph', 2: 'graph' },
  function: { 7: 'node', 11: 'attribute' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: { 13: 'external' },
  external: {},
} as const satisfies Record<string, Record<number, string>>;

type Message = keyof typeof MESSAGES;

/** `StringStringEntryProto` */
const KEY = 1;
const VALUE = 2;
/** Deeper than any real graph in a graph. */
const MOST_DEPTH = 64;

/**
 * The names under which an ONNX file asks for the data of its tensors, each once; none when it holds all itself.
 *
 * @throws Error when the file is no ONNX
 */
export async function externalDataOf(path: string): Promise<string[]> {
  const file = await open(path, 'r');
  try {
    const protobuf = new ProtobufFile(file, (await file.stat()).size);
    const names = new Set<string>();
    await collect(protobuf, 'model', protobuf.root, names, 0);
    return [...names];
  } finally {
    await file.close();
  }
}

async function collect(
  protobuf: ProtobufFile,
  message: Message,
  field: Field,
  names: Set<string>,
  depth: number,
): Promise<void> {
  if (depth > MOST_DEPTH) throw new Error('The graph is nested too deeply');
  if (message === 'external') {
    const location = await locationIn(protobuf, field);
    if (location !== undefined) names.add(location);
    return;
  }
  const inside = MESSAGES[message] as Record<number, Message>;
  for await (const next of protobuf.fields(field)) {
    const kind = inside[next.number];
    if (kind) await collect(protobuf, kind, next, names, depth + 1);
  }
}

async function locationIn(protobuf: ProtobufFile, entry: Field): Promise<string | undefined> {
  const texts = new Map<number, string>();
  for await (const field of protobuf.fields(entry)) {
    if (field.end - field.start > 4096) throw new Error('A name of external data is too long');
    texts.set(field.number, await protobuf.text(field));
  }
  return texts.get(KEY) === 'location' ? (texts.get(VALUE) ?? '') : undefined;
}
