interface Disposable {
  dispose(): unknown;
}

/** Base of a class that listens: it owns what it listens to, and is itself owned by `context.subscriptions`. */
export abstract class Owner {
  readonly #owned: Disposable[] = [];
  #disposed = false;

  /** True from the first `dispose` on; work that was awaited looks here before it draws. */
  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** Returns its argument, and releases it with this object; at once when this object is already disposed. */
  protected own<T extends Disposable>(disposable: T): T {
    if (this.#disposed) disposable.dispose();
    else this.#owned.push(disposable);
    return disposable;
  }

  /** Releases in reverse order. */
  dispose(): void {
    this.#disposed = true;
    for (const disposable of this.#owned.splice(0).toReversed()) disposable.dispose();
  }
}
