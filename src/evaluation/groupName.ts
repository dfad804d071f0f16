import { bundledLexicon } from "../lexicon/bundledLexicon.ts";

/** What people read has no ids: the lexicon's label, or the name of a group that only a team's file has. */
export function groupName(group: string): string {
  return bundledLexicon().groups.find(({ id }) => id === group)?.label ?? group.slice(group.indexOf(".") + 1);
}
