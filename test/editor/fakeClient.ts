import { JobClient } from "../../src/jobs/client.ts";

/** Remembers what it was asked and answers from a list; an error in the list is thrown. */
export class FakeClient extends JobClient {
  readonly asked: { name: string; options: unknown }[] = [];
  readonly #answers: unknown[];
  constructor(...answers: unknown[]) {
    super({ childPath: "/nowhere" });
    this.#answers = answers;
  }
  override run(name: string, options: unknown): Promise<never> {
    this.asked.push({ name, options });
    const answer = this.#answers.shift();
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer as never);
  }
}
