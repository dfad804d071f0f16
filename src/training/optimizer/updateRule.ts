/** What an update does to every value theta with gradient g, in single precision. */
export type UpdateRule =
  | {
      /** Running arrays m, v: m = b1 m + c1 g; v = b2 v + c2 g^2; theta -= decay theta + stepSize m / (sqrt(v) root + eps) */
      readonly kind: "adam";
      readonly b1: number;
      readonly c1: number;
      readonly b2: number;
      readonly c2: number;
      readonly decay: number;
      readonly stepSize: number;
      readonly root: number;
      readonly epsilon: number;
    }
  | {
      /** Running array buf: buf = momentum buf + g; theta -= rate buf */
      readonly kind: "sgd";
      readonly momentum: number;
      readonly rate: number;
    };
