/** As many of the list, spread evenly over it; all where there are no more. */
export function spread<T>(list: readonly T[], many: number): readonly T[] {
  if (many >= list.length) return list;
  return Array.from({ length: many }, (_, index) => list[Math.floor((index * list.length) / many)] as T);
}
