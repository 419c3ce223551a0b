/** What `--help` prints. */
export const HELP = `Puts load on a Penstock server and checks that no job is lost, duplicated or wrong.

npm run load -- [options]

When requests are sent
  -N count            requests in parallel per burst (10)
  -T seconds          between the starts of two bursts (1); a burst does not wait for the one before it
  -R count            bursts (10)
  --rate count        instead of bursts: this many per second on average, at random times (Poisson)
  --seed number       of the random times (1)
  --connections C --duration S
                      instead of bursts: each connection sends the next when the last is answered

What is sent, and how the result is waited for
  --url url           (http://127.0.0.1:3000)
  --model name        (digits)
  --file path         a file, or a folder: all files in it, in turn; may be repeated (the model's own sample)
  --mode mode         wait: in the same request; poll: every 50 ms; sse: event stream; submit: not at all (wait)
  --duration seconds  of --rate or of the closed loop (10)
  --connections count the most at a time; what must wait for one is sent late, and its latency says so (no limit)
  --key key           sent as "Authorization: Bearer …"
  --expect label      the top label that each result must have
  --settle seconds    to wait at the end for accepted jobs to end (60)

What comes out
  -V                  a line per burst and per failure
  --json file         all figures and series
  --report file       a page with plots
  --help

Latencies count from when a request was meant to start. Ctrl-C ends the sending and goes on to the checks.
Exit code: 0; 1 when a job was lost, duplicated or wrong; 2 when the tool could not be used like that.
`;
