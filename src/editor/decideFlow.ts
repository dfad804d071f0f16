import type { SwapDecision } from "../cda/decisions/swapDecision.ts";
import type { CounterfactualNode } from "./counterfactualsItems.ts";
import type { DecisionStore } from "./decisionStore.ts";
import type { DecisionRequest } from "./swapActions.ts";

/** What a quick fix asks to remember or to forget. */
export async function decide(decisions: DecisionStore, request: unknown): Promise<void> {
  const { decision, isWithdrawn } = request as DecisionRequest;
  await (isWithdrawn ? decisions.withdraw([decision]) : decisions.decide([decision]));
}

/** The decision of a row of the Counterfactuals view; none for other rows. */
export function counterfactualDecision(node: unknown): readonly SwapDecision[] {
  const { kind, decision } = (node ?? {}) as Partial<Extract<CounterfactualNode, { kind: "decision" }>>;
  return kind === "decision" && decision !== undefined ? [decision] : [];
}
