/** What a snippet is filled in with. */
export type SnippetFacts = { readonly origin: string; readonly model: string; readonly isKeyed: boolean };

/** The same call in three languages: submit a file, and have the answer in the same request. */
export const SNIPPETS = {
  curl: ({ origin, model, isKeyed }) =>
    [
      "curl -sS --fail-with-body -H 'Prefer: wait=10' \\",
      ...(isKeyed ? ['  -H "Authorization: Bearer $PENSTOCK_KEY" \\'] : []),
      `  -F model=${model} -F file=@input ${origin}/v1/jobs`,
    ].join('\n'),
  TypeScript: ({ origin, model, isKeyed }) =>
    [
      "import { openAsBlob } from 'node:fs';",
      '',
      'const form = new FormData();',
      `form.append('model', '${model}');`,
      "form.append('file', await openAsBlob('input'), 'input');",
      `const response = await fetch('${origin}/v1/jobs', {`,
      "  method: 'POST',",
      '  body: form,',
      isKeyed
        ? "  headers: { Prefer: 'wait=10', Authorization: 'Bearer ' + process.env.PENSTOCK_KEY },"
        : "  headers: { Prefer: 'wait=10' },",
      '});',
      'const job = await response.json();',
      'if (!response.ok) throw new Error(job.detail);',
      'console.log(job.status, job.result);',
    ].join('\n'),
  Python: ({ origin, model, isKeyed }) =>
    [
      ...(isKeyed ? ['import os'] : []),
      'import requests',
      '',
      'with open("input", "rb") as file:',
      '    response = requests.post(',
      `        "${origin}/v1/jobs",`,
      `        data={"model": "${model}"},`,
      '        files={"file": file},',
      isKeyed
        ? '        headers={"Prefer": "wait=10", "Authorization": f"Bearer {os.environ[\'PENSTOCK_KEY\']}"},'
        : '        headers={"Prefer": "wait=10"},',
      '    )',
      'response.raise_for_status()',
      'job = response.json()',
      'print(job["status"], job["result"])',
    ].join('\n'),
} as const satisfies Record<string, (facts: SnippetFacts) => string>;

export type SnippetLanguage = keyof typeof SNIPPETS;
