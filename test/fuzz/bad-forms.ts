import { type Mutator, type Subject, toRequest, withHeader } from './http-request.ts';
import { ODD_JSON, ODD_TEXTS } from './odd-values.ts';
import type { Random } from './random.ts';

type Part = { readonly head: string; readonly body: string | Buffer };

const BOUNDARY = 'edge';
const field = (name: string, body: string | Buffer): Part => ({
  head: `Content-Disposition: form-data; name="${name}"`,
  body,
});
const FILE: Part = {
  head: 'Content-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png',
  body: 'no picture',
};
const OPTIONS = [
  'model',
  'params',
  'priority',
  'deadlineMs',
  'maxWaitMs',
  'cache',
  'metadata',
  'collection',
  'webhook',
];

/** Spoils a multipart form: its framing, its parts and what they say. None of them holds a picture. */
export const FORM_MUTATORS = {
  'a form without a boundary': (subject, random) =>
    send(
      subject,
      write(parts(subject)),
      random.pick([
        'multipart/form-data',
        'multipart/form-data; boundary=',
        'multipart/form-data; boundary=""',
        'multipart/form-data; boundary',
        'multipart/form-data;boundary==',
      ]),
    ),
  'a form with another boundary': (subject, random) =>
    send(subject, write(parts(subject), random.pick(['EDGE', 'edge-', 'x', ' edge']))),
  'a form with an odd boundary': (subject, random) => {
    const boundary = random.pick([
      '-',
      '--',
      'a b',
      'a'.repeat(71),
      'a'.repeat(5000),
      '()+_,./:=?',
      '\xff',
      '\t',
    ]);
    return send(subject, write(parts(subject), boundary), `multipart/form-data; boundary="${boundary}"`);
  },
  'a form that is cut': (subject, random) => {
    const whole = write(parts(subject));
    return send(subject, whole.subarray(0, random.int(whole.length)));
  },
  'a form that is not closed': (subject) =>
    send(subject, write(parts(subject)).subarray(0, -BOUNDARY.length - 6)),
  'a form with something around it': (subject, random) =>
    send(
      subject,
      Buffer.concat([
        random.bytes(random.int(300)),
        Buffer.from('\r\n'),
        write(parts(subject)),
        random.bytes(random.int(300)),
      ]),
    ),
  'a form with LF alone': (subject) =>
    send(subject, Buffer.from(write(parts(subject)).toString('latin1').replaceAll('\r\n', '\n'), 'latin1')),
  'a form of nothing': (subject, random) =>
    send(
      subject,
      Buffer.from(
        random.pick([
          '',
          '\r\n',
          '--edge',
          '--edge--',
          '--edge--\r\n',
          '--edge\r\n--edge--\r\n',
          '--edge\r\n\r\n--edge--',
        ]),
      ),
    ),
  'a part with a huge header': (subject, random) =>
    send(
      subject,
      write([
        ...parts(subject),
        { ...FILE, head: `${FILE.head}\r\nX: ${'h'.repeat(random.pick([10_000, 100_000, 1_000_000]))}` },
      ]),
    ),
  'a part with many headers': (subject) =>
    send(subject, write([{ ...FILE, head: `${FILE.head}${'\r\nX-Y: z'.repeat(5000)}` }, ...parts(subject)])),
  'a part with odd headers': (subject, random) => send(subject, write([oddPart(random), ...parts(subject)])),
  'many parts': (subject, random) => {
    const count = random.pick([33, 41, 1000, 10_000]);
    return send(
      subject,
      write(Array.from({ length: count }, (_, i) => (i % 2 ? field(`f${i}`, 'x') : FILE))),
    );
  },
  'many fields of one name': (subject, random) =>
    send(
      subject,
      write([...Array<Part>(random.pick([2, 30, 2000])).fill(field(random.pick(OPTIONS), '1')), FILE]),
    ),
  'a form in a form': (subject) => {
    const inner = write(parts(subject), 'inner');
    return send(
      subject,
      write([
        {
          head: 'Content-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: multipart/mixed; boundary=inner',
          body: inner,
        },
        ...parts(subject).slice(0, 1),
      ]),
    );
  },
  'a bad option in a form': (subject, random) =>
    send(
      subject,
      write([field(random.pick(OPTIONS), random.pick([...ODD_TEXTS, ...ODD_JSON])), ...parts(subject)]),
    ),
  'an option of raw bytes': (subject, random) =>
    send(subject, write([field(random.pick(OPTIONS), random.bytes(random.pick([1, 100, 70_000]))), FILE])),
  'an unknown field in a form': (subject, random) =>
    send(subject, write([...parts(subject), field(random.pick(ODD_TEXTS), 'x')])),
  'bytes changed in a form': (subject, random) => {
    const whole = Buffer.from(write(parts(subject)));
    for (let i = 0; i < 1 + random.int(8); i++) whole[random.int(whole.length)] = random.int(256);
    return send(subject, whole);
  },
} satisfies Record<string, Mutator>;

function parts({ model }: Subject): Part[] {
  return [field('model', model), FILE];
}

function oddPart(random: Random): Part {
  const disposition = random.pick([
    'Content-Disposition: form-data',
    'Content-Disposition: form-data; name=""',
    'Content-Disposition: form-data; name="',
    'Content-Disposition: attachment; name="file"; filename="a"',
    'Content-Disposition: form-data; name="file"; name="model"; filename="a"',
    'Content-Disposition: form-data; name="__proto__"; filename="a"',
    "Content-Disposition: form-data; name*=UTF-8''%00; filename*=UTF-8''%ff%fe",
    'Content-Disposition: form-data; name="file"; filename*=utf-16\'\' %',
    'Content-Disposition: form-data; name="file"; filename="../../etc/passwd\0.png"',
    `Content-Disposition: form-data; name="${'n'.repeat(5000)}"`,
    'Content-Disposition:',
    ': form-data',
    'no header at all',
    '',
    '\r\n',
    'Content-Type: multipart/mixed',
  ]);
  const more = random.pick([
    '',
    '\r\nContent-Transfer-Encoding: base64',
    '\r\nContent-Type: ;;;',
    '\r\nContent-Length: -5',
    '\r\n folded',
  ]);
  return { head: `${disposition}${more}`, body: random.pick(['', 'x', '\0', '\r\n']) };
}

function write(all: readonly Part[], boundary = BOUNDARY): Buffer {
  const pieces = all.flatMap(({ head, body }) => [
    Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`, 'latin1'),
    Buffer.from(body),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`, 'latin1')]);
}

/** None of them is a job: at the least there is no picture in it. */
function send(subject: Subject, body: Buffer, type = `multipart/form-data; boundary=${BOUNDARY}`) {
  return toRequest(
    subject,
    { ...withHeader(subject.draft, 'Content-Type', type), body },
    { kind: 'form', isBad: true },
  );
}
