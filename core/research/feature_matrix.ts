/** Numbers in rows and named columns: what models are trained on and asked about. Makes no judgement about them. */

/** `values` holds row after row, `names.length` numbers each. */
export interface FeatureMatrix {
  names: readonly string[];
  rows: number;
  values: Float32Array;
}

/** The rows from `start` up to, but not, `end`, without copying. */
export function rowsOf({ names, values }: FeatureMatrix, start: number, end: number): FeatureMatrix {
  return { names, rows: end - start, values: values.subarray(start * names.length, end * names.length) };
}
