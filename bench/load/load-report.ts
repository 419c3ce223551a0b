import { describePace, isClean, showNumber } from './describe-load.ts';
import { loadPlots } from './load-plots.ts';
import type { LoadResult } from './load-result.ts';
import { loadTable } from './load-table.ts';

/** A result as one HTML page that needs nothing else: no script, no font, no picture from elsewhere. */
export function loadReport(result: LoadResult): string {
  const { options, counts, throughput, resultMs, startedAt } = result;
  const clean = isClean(result);
  const figures: [string, string, string][] = [
    ['throughput', throughput ? showNumber(throughput.jobsPerSecond) : '–', 'jobs/s'],
    ['median result', resultMs ? showNumber(resultMs.p50) : '–', 'ms'],
    ['99th percentile', resultMs ? showNumber(resultMs.p99) : '–', 'ms'],
    ['ended', showNumber(counts.succeeded + counts.failed), `of ${showNumber(counts.accepted)} accepted`],
  ];
  const verdict = clean
    ? 'Nothing lost, nothing duplicated, nothing wrong.'
    : `${counts.lost} lost, ${counts.duplicated} duplicated, ${counts.wrong} wrong.`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Load on ${inHtml(options.model)}, ${inHtml(startedAt)}</title>
<style>${STYLE}</style>
<main>
<header>
<h1>Load on <em>${inHtml(options.model)}</em></h1>
<p>${inHtml(describePace(options.pace))}; mode ${options.mode}; ${inHtml(options.url)}; <time>${inHtml(startedAt)}</time></p>
</header>
<p class="verdict ${clean ? 'clean' : 'faulty'}">${verdict}</p>
<dl>${figures.map(([name, value, unit]) => `<div><dt>${name}</dt><dd>${value} <small>${unit}</small></dd></div>`).join('')}</dl>
<section class="plots">
${loadPlots(result)
  .map((svg) => `<figure>${svg}</figure>`)
  .join('\n')}
</section>
<h2>All figures</h2>
<pre>${inHtml(loadTable(result))}</pre>
</main>
</html>
`;
}

function inHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1b2430;--quiet:#5a6675;--rule:#dfe4ea;--ground:#f5f7f9;--paper:#fff;--good:#00704f;--bad:#b3202c}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf1;--quiet:#9aa7b6;--rule:#2c3642;--ground:#0b0f14;--paper:#10151b;--good:#33b78f;--bad:#f0707a}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:1640px;margin:0 auto;padding:32px 24px 64px}
h1{margin:0;font-size:28px;line-height:1.2}
h1 em{font-style:normal;color:var(--quiet)}
h2{margin:32px 0 12px;font-size:18px}
header p{margin:6px 0 0;color:var(--quiet)}
.verdict{margin:24px 0 16px;padding:10px 16px;border-left:4px solid;background:var(--paper);font-weight:600}
.clean{border-color:var(--good);color:var(--good)}
.faulty{border-color:var(--bad);color:var(--bad)}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:16px;margin:0 0 16px}
dl div,figure,pre{background:var(--paper);border:1px solid var(--rule);border-radius:8px}
dl div{padding:12px 16px}
dt{color:var(--quiet);font-size:13px}
dd{margin:0;font-size:28px;line-height:1.3;font-variant-numeric:tabular-nums}
dd small{font-size:14px;color:var(--quiet)}
.plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,560px),1fr));gap:16px}
figure{margin:0;padding:12px;overflow-x:auto}
figure svg{display:block;width:100%;min-width:520px}
pre{margin:0;padding:16px;overflow-x:auto;font:13px/1.5 ui-monospace,monospace}
`;
