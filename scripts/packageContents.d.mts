export function differences(text: string, target: string, names: readonly string[]): string[];
export function withContents(text: string, target: string, names: readonly string[]): string;
