import { deflateRawSync } from 'node:zlib';
import { type Mutator, type Subject, toRequest, withHeader } from './http-request.ts';
import type { Random } from './random.ts';

const TEXT = Buffer.from('no picture '.repeat(20));

/** Spoils a ZIP archive. None of them holds a file that a model takes, so that all are refused. */
export const ARCHIVE_MUTATORS = {
  'an archive of what is no picture': (subject, random) => send(subject, write(names(random))),
  'an archive that is cut': (subject, random) => {
    const whole = write(names(random));
    return send(subject, whole.subarray(0, random.int(whole.length)));
  },
  'bits flipped in an archive': (subject, random) => {
    const whole = write(names(random));
    for (let i = 0; i <= random.int(12); i++) whole[random.int(whole.length)]! ^= 1 << random.int(8);
    return send(subject, whole);
  },
  'bytes overwritten in an archive': (subject, random) => {
    const whole = write(names(random));
    random.bytes(1 + random.int(60)).copy(whole, random.int(whole.length));
    return send(subject, whole);
  },
  'an archive with something around it': (subject, random) =>
    send(
      subject,
      Buffer.concat([random.bytes(random.int(300)), write(names(random)), random.bytes(random.int(300))]),
    ),
  'an archive in an archive': (subject, random) => send(subject, write(['inner.zip'], write(names(random)))),
  'an archive that promises more': (subject, random) => {
    const whole = write(names(random));
    const at = random.pick([8, 10, 12, 16]);
    whole.writeUInt16LE(random.pick([0xffff, 0x7fff, 1000]), whole.length - END_BYTES + at);
    return send(subject, whole);
  },
  'random bytes for an archive': (subject, random) => send(subject, random.bytes(1 + random.int(300))),
} satisfies Record<string, Mutator>;

function send(subject: Subject, body: Buffer) {
  const { draft, model } = subject;
  const target = `${draft.target}?model=${model}`;
  const archive = { ...withHeader(draft, 'Content-Type', 'application/zip'), target, body };
  return toRequest(subject, archive, { kind: 'archive', isBad: true });
}

function names(random: Random): string[] {
  const odd = [
    'a.png',
    '../../etc/passwd',
    '/a',
    'C:\\a.png',
    'a\0b',
    '',
    '.',
    '..',
    '__MACOSX/a',
    'a/',
    '\xff\xfe',
  ];
  return Array.from({ length: random.int(6) }, () => random.pick(odd));
}

const END_BYTES = 22;

/** An archive as APPNOTE.TXT 4.3 has it, with names that no packer would write; checksums are left out. */
function write(files: readonly string[], content: Buffer = TEXT): Buffer {
  const data = deflateRawSync(content);
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const file of files) {
    const name = Buffer.from(file, 'latin1');
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(8, 4);
    shared.writeUInt32LE(data.length, 14);
    shared.writeUInt32LE(content.length, 18);
    shared.writeUInt16LE(name.length, 22);
    local.push(Buffer.from('PK\x03\x04', 'latin1'), shared, name, data);
    const more = Buffer.alloc(14);
    more.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), shared, more, name);
    at += 30 + name.length + data.length;
  }
  const records = Buffer.concat(directory);
  const end = Buffer.alloc(END_BYTES);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(records.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...local, records, end]);
}
