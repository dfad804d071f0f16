/** The mean of several arrays of one length, place by place: what each text has over several trainings. */
export function meanOfArrays(arrays: readonly Float64Array[]): Float64Array {
  const [first = new Float64Array(0)] = arrays;
  return first.map((_, place) => arrays.reduce((sum, array) => sum + (array[place] as number), 0) / arrays.length);
}
