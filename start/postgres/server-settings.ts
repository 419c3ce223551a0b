import { SUPERVISOR_SETTING } from './server-processes.ts';

/**
 * Settings of the server, given on the command line so that a new release changes them for old data too: durable,
 * small while idle, and made for short statements on a machine that does other work.
 */
export function serverSettings(socketDir: string, supervisorPid: number): Record<string, string> {
  return {
    // Reached through the socket by its own user (and root) only.
    listen_addresses: '',
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    port: '5432',
    cluster_name: 'penstock',
    [SUPERVISOR_SETTING]: String(supervisorPid),
    // What was committed stays, whatever is killed.
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    // Memory is taken as it is used; huge pages would be taken at once.
    shared_buffers: '128MB',
    huge_pages: 'off',
    max_connections: '100',
    // No replica, no parallel plans, no workers that wait for input: fewer processes while idle.
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_logical_replication_workers: '0',
    max_parallel_workers_per_gather: '0',
    io_method: 'sync',
    jit: 'off',
    // Recovery after a kill replays at most this much.
    max_wal_size: '512MB',
    min_wal_size: '80MB',
    wal_compression: 'on',
    log_line_prefix: '%m [%p] ',
    log_checkpoints: 'off',
    lc_messages: 'C',
  };
}
