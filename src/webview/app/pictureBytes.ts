/** An SVG's own bytes. */
export function svgBytes(svg: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(svg);
}

/**
 * An SVG drawn as PNG, twice as many pixels as it has in CSS, so that text stays sharp in a document.
 *
 * @param svg complete, with width and height; nothing in it may come from elsewhere
 */
export async function pngBytes(svg: string): Promise<Uint8Array<ArrayBuffer>> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = 2 * image.naturalWidth;
  canvas.height = 2 * image.naturalHeight;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("this browser draws no pictures");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob === null) throw new Error("this browser makes no PNG");
  return new Uint8Array(await blob.arrayBuffer());
}
