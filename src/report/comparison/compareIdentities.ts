import type { ArmSection, BiasReport } from "../biasReport.ts";
import { formatCount, formatEpsilon, formatSmall } from "../numberFormat.ts";
import type { ArmPair } from "./pairArms.ts";
import type { IdentityFact } from "./reportComparison.ts";

/** Name and value of one fact; the name is the same in every report. */
type Fact = readonly [name: string, value: string | undefined];

/**
 * What two reports are about and how they were made, in the order in which a reader asks: the corpus, the lexicon, the models and their
 * privacy, training, settings, versions.
 */
export function compareIdentities(
  reports: { readonly a: BiasReport; readonly b: BiasReport },
  pairs: readonly ArmPair[],
): { differing: IdentityFact[]; same: IdentityFact[] } {
  const facts = [
    ...joined(corpusFacts(reports.a), corpusFacts(reports.b)),
    ...pairs.flatMap(({ a, b }) =>
      joined(armFacts(a), armFacts(b)).map((fact) => ({ ...fact, name: `${a.arm}: ${fact.name}` })),
    ),
    ...joined(methodFacts(reports.a), methodFacts(reports.b)),
    ...pairs.map(({ a, b }) => ({ name: `${a.arm}: weights, sha256`, a: a.model.sha256, b: b.model.sha256 })),
  ];
  return { differing: facts.filter(({ a, b }) => a !== b), same: facts.filter(({ a, b }) => a === b) };
}

/** Facts of both, in the order of their first mention; a fact that neither states is left out. */
function joined(a: readonly Fact[], b: readonly Fact[]): IdentityFact[] {
  const ofA = new Map(a);
  const ofB = new Map(b);
  return [...new Set([...ofA.keys(), ...ofB.keys()])].flatMap((name): IdentityFact[] => {
    const [one, other] = [ofA.get(name), ofB.get(name)];
    if (one === undefined && other === undefined) return [];
    return [{ name, ...(one === undefined ? {} : { a: one }), ...(other === undefined ? {} : { b: other }) }];
  });
}

function corpusFacts({ corpus, scan }: BiasReport): readonly Fact[] {
  return [
    ["corpus", corpus?.name],
    // The report of a merge names no files: nothing says that two of them are of the same text.
    ["corpus, sha256", corpus?.files.map(({ sha256 }) => sha256).join(", ") || undefined],
    ["records", corpus === undefined ? undefined : formatCount(corpus.records)],
    ["text field", corpus?.textField],
    ["lexicon, sha256", scan?.lexiconHash],
    ["counting rule", scan?.rule],
  ];
}

function armFacts({ model, training, privacy, seeds }: ArmSection): readonly Fact[] {
  return [
    ["model", model.name],
    ["parameters", formatCount(model.parameters)],
    [
      "privacy",
      privacy === undefined
        ? "none"
        : privacy.noiseSource === "operating system"
          ? "differential"
          : "seeded noise, not private",
    ],
    ["epsilon", privacy === undefined ? undefined : formatEpsilon(privacy.epsilon)],
    ["delta", privacy === undefined ? undefined : formatSmall(privacy.delta)],
    ["unit of privacy", privacy?.unit],
    ["accountant", privacy?.accountant],
    ["noise multiplier", privacy === undefined ? undefined : formatSmall(privacy.noiseMultiplier)],
    ["clip mode", privacy?.clipMode],
    ["clip norm", privacy === undefined ? undefined : formatSmall(privacy.clipNorm)],
    ["units trained on", training === undefined ? undefined : formatCount(training.records)],
    ["views a unit", training === undefined ? undefined : formatSmall(training.viewsPerRecord)],
    ["tokens a view at most", training === undefined ? undefined : formatCount(training.maximumTokens)],
    ["steps", training === undefined ? undefined : formatCount(training.steps)],
    ["expected lot", training === undefined ? undefined : formatSmall(training.expectedLotSize)],
    ["optimizer", training?.optimizer],
    ["learning rate", training === undefined ? undefined : formatSmall(training.learningRate)],
    ["trained parameters", training?.trained],
    ["trainings", seeds === undefined ? undefined : formatCount(seeds.length)],
  ];
}

function methodFacts({ method, generator }: BiasReport): readonly Fact[] {
  return [
    ["seed", method.seed === undefined ? undefined : String(method.seed)],
    ...Object.entries(method.settings).map(([name, value]): Fact => [`setting ${name}`, String(value)]),
    ["version of evenhand", generator.version],
    ...Object.entries(method.versions)
      .filter(([name]) => name !== "evenhand")
      .map(([name, value]): Fact => [`version of ${name}`, value]),
  ];
}
