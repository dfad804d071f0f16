/**
 * The Rényi orders at which privacy is counted: the lists of Google's dp_accounting and Opacus together, and some
 * between and beyond. A longer list can only lower the epsilon that is found; every order gives a valid bound.
 */
export const rdpOrders: readonly number[] = [
  ...Array.from({ length: 99 }, (_, tenth) => (11 + tenth) / 10),
  ...Array.from({ length: 53 }, (_, whole) => 11 + whole),
  72,
  80,
  96,
  128,
  192,
  256,
  384,
  512,
  1024,
];
