type Said = { readonly label: string; readonly score: number };

/** What is said of an object in the end: by the last classifier of its pipeline, by the detector where there is none. */
export function saidOf(object: Said & { readonly labels?: readonly Said[] | undefined }): Said {
  return object.labels?.[0] ?? object;
}
