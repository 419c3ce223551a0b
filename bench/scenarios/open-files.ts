/** Files that a process needs besides its clients' connections, with a wide margin. */
const OTHER_FILES = 200;

/**
 * How many connections one process can have here. Node raises the soft limit to the hard one by itself, in the
 * processes of the product as in this one, so that what holds here holds there.
 */
export function mostConnections(): number {
  const { userLimits } = process.report.getReport() as unknown as {
    userLimits?: { open_files?: { soft: number | 'unlimited' } };
  };
  const soft = userLimits?.open_files?.soft ?? 1024;
  return soft === 'unlimited' ? Infinity : soft - OTHER_FILES;
}
