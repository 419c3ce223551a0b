import { AppError } from './domain/errors.ts';

/** Does what needs room on the disk. @throws AppError `storage-full` where there is none */
export async function orStorageFull<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes((cause as NodeJS.ErrnoException).code ?? ''))
      throw new AppError('storage-full', 'There is no room to store the upload; try again later', { cause });
    throw cause;
  }
}
