import type { LoopState } from "./loop.ts";

/**
 * Stores a state; calls `begun` when all that is left is to wait for the disk. What it stores (parameters, optimizer) stays
 * as it is until the promise settles.
 */
export type SaveState = (state: LoopState, begun: () => void) => Promise<void>;

/**
 * Stores states of a run while the gradients of its next step are computed, which change nothing that is stored. The run
 * waits for the disk before it pays for that step.
 */
export class BackgroundSave {
  readonly #save: SaveState | undefined;
  #saving: Promise<void> = Promise.resolve();
  #step: number | undefined;

  constructor(save: SaveState | undefined) {
    this.#save = save;
  }

  /** Returns when the writing is under way; an error of it is thrown by `settled`. */
  async begin(state: LoopState): Promise<void> {
    const save = this.#save;
    if (save === undefined || this.#step === state.step) return;
    await this.settled();
    this.#step = state.step;
    const begun = new Promise<void>((resolve) => {
      this.#saving = save(state, resolve);
    });
    await Promise.race([begun, this.#saving.catch(() => {})]);
  }

  /** Waits until everything is stored, or throws why it is not. */
  async settled(): Promise<void> {
    await this.#saving;
  }

  /** Waits until nothing is being written, whether it went well or not. */
  async ended(): Promise<void> {
    await this.#saving.catch(() => {});
  }
}
