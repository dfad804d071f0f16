/**
 * The hash of an empty style element, for `style-src`: the toolkit's controls insert one while they load, to find out
 * whether the browser knows `:focus-visible`, and fill it through the style sheet's own methods, which every policy
 * allows. Without this source the page works, but reports a violation and shows focus rings after mouse clicks too.
 */
export const emptyStyleSource = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";
