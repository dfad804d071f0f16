export function startUnpacked(files: Readonly<Record<string, Uint8Array>>, version: string): Promise<void>;
export function trainInChild(childPath: string, corpus: string, folder: string): Promise<void>;
