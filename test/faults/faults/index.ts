import { allWorkersKilled } from './all-workers-killed.ts';
import { apiDiesAfterBlob } from './api-dies-after-blob.ts';
import { apiDiesBeforeBell } from './api-dies-before-bell.ts';
import { apiKilled } from './api-killed.ts';
import { bellsTwice } from './bells-twice.ts';
import { cancelRaces } from './cancel-races.ts';
import { childKilled } from './child-killed.ts';
import { clocksApart } from './clocks-apart.ts';
import { connectionsExhausted } from './connections-exhausted.ts';
import { diskFull } from './disk-full.ts';
import type { Fault } from './fault.ts';
import { hintsLost } from './hints-lost.ts';
import { leaderKilled } from './leader-killed.ts';
import { listenHalfOpen } from './listen-half-open.ts';
import { modelCrashes } from './model-crashes.ts';
import { modelEatsMemory } from './model-eats-memory.ts';
import { modelHangs } from './model-hangs.ts';
import { postgresDownAtBoot } from './postgres-down-at-boot.ts';
import { postgresKilled } from './postgres-killed.ts';
import { postgresPaused } from './postgres-paused.ts';
import { postgresSessionsEnded } from './postgres-sessions-ended.ts';
import { redisClientsKilled } from './redis-clients-killed.ts';
import { redisEmptied } from './redis-emptied.ts';
import { redisFlushed } from './redis-flushed.ts';
import { redisFull } from './redis-full.ts';
import { redisKilled } from './redis-killed.ts';
import { redisPaused } from './redis-paused.ts';
import { redisSilent } from './redis-silent.ts';
import { rollingRestart } from './rolling-restart.ts';
import { sseHerd } from './sse-herd.ts';
import { uploadsCut } from './uploads-cut.ts';
import { webhooksTold } from './webhooks-told.ts';
import { workerKilled } from './worker-killed.ts';
import { workerPaused } from './worker-paused.ts';

/**
 * Every fault that the system has to withstand, in the order in which they are tried: those that want the same
 * environment stand together, so that fewer processes have to be started anew.
 */
export const FAULTS: readonly Fault[] = Object.freeze([
  apiKilled,
  workerKilled,
  redisPaused,
  postgresPaused,
  modelHangs,
  childKilled,
  cancelRaces,
  diskFull,
  uploadsCut,
  sseHerd,
  rollingRestart,
  redisKilled,
  redisEmptied,
  redisFlushed,
  redisClientsKilled,
  redisFull,
  connectionsExhausted,
  postgresDownAtBoot,
  apiDiesBeforeBell,
  apiDiesAfterBlob,
  redisSilent,
  listenHalfOpen,
  clocksApart,
  modelCrashes,
  modelEatsMemory,
  bellsTwice,
  hintsLost,
  postgresKilled,
  postgresSessionsEnded,
  allWorkersKilled,
  workerPaused,
  leaderKilled,
  webhooksTold,
]);
