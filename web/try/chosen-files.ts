/** The files of a drop, those in dropped folders as well; hidden ones are left out. */
export async function filesOfDrop(transfer: DataTransfer): Promise<File[]> {
  // The list is empty after the first wait.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return [...transfer.files];
  return (await Promise.all(entries.map(filesOfEntry))).flat();
}

async function filesOfEntry(entry: FileSystemEntry): Promise<File[]> {
  if (entry.name.startsWith('.')) return [];
  if (entry.isFile)
    return [
      await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)),
    ];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: File[] = [];
  // A reader gives a hundred or so at a time.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return files;
    files.push(...(await Promise.all(some.map(filesOfEntry))).flat());
  }
}

/** The files of a folder or list that somebody has picked, without hidden ones. */
export function filesOfList(list: FileList | null): File[] {
  return [...(list ?? [])].filter(({ name }) => !name.startsWith('.'));
}
