import type { Random } from "../base/random.ts";
import { clippingTreatment } from "../evaluation/clipping/groupTreatment.ts";
import type { SentencePaths } from "../evaluation/clipping/sentencePaths.ts";
import type { Interval } from "../evaluation/metricResult.ts";
import { mean, poolEstimates, poolIntervals } from "../evaluation/poolEstimates.ts";
import type { PastSection, PrivacySection, SensitivitySection, TrainingSection } from "../report/biasReport.ts";

type Dynamics = NonNullable<TrainingSection["dynamics"]>;

/**
 * Several trainings of one arm as one: curves are of the mean at each step that all were looked at, and what clipping did is of all
 * their looks. What was asked for is the same in all of them.
 *
 * @param sections of each training, at least one
 * @param sentences what the probes saw, one entry a training, where the arm clips
 */
export function poolTraining(
  sections: readonly TrainingSection[],
  sentences: readonly SentencePaths[],
  random: Random,
): TrainingSection {
  const [first] = sections as readonly [TrainingSection, ...TrainingSection[]];
  const losses = meanPath(sections.map(({ lossByStep }) => lossByStep));
  const probeLoss = shared(
    sections.map((one) => one.probeLoss),
    (looks) => ({ step: looks[0].step, loss: mean(looks.map(({ loss }) => loss)) }),
  );
  const dynamics = shared(
    sections.map((one) => one.dynamics),
    (looks) => ({ step: looks[0].step, groups: poolGroups(looks.map(({ groups }) => groups)) }),
  );
  const treatment = sentences.length === sections.length ? clippingTreatment(sentences, random) : first.treatment;
  const { past, probeSentences } = first;
  return {
    ...first,
    durationMs: mean(sections.map(({ durationMs }) => durationMs)),
    ...(losses === undefined ? {} : { lossByStep: losses }),
    ...(probeLoss === undefined ? {} : { probeLoss }),
    ...(dynamics === undefined ? {} : { dynamics }),
    ...(treatment === undefined ? {} : { treatment }),
    ...(probeSentences === undefined ? {} : { probeSentences: poolSentences(probeSentences, sections) }),
    ...(past === undefined ? {} : { past: poolPast(sections.flatMap((one) => one.past ?? [])) }),
  };
}

/** What all trainings promise: the weakest, where a crash has made one of them shorter; bounds that moved are averaged. */
export function poolPrivacy(sections: readonly PrivacySection[]): PrivacySection {
  const weakest = sections.reduce((most, one) => (one.epsilon > most.epsilon ? one : most));
  const bounds = meanPath(sections.map(({ clipBoundByStep }) => clipBoundByStep));
  return { ...weakest, ...(bounds === undefined ? {} : { clipBoundByStep: bounds }) };
}

function poolGroups(looks: readonly Dynamics[number]["groups"][]): Dynamics[number]["groups"] {
  return (looks[0] ?? []).flatMap((group) => {
    const same = looks.flatMap((groups) => groups.find((one) => one.group === group.group) ?? []);
    if (same.length < looks.length) return [];
    const meanOf = (of: (one: typeof group) => number): number => mean(same.map(of));
    const { misalignment, misalignmentUnclipped } = group;
    return [
      {
        ...group,
        loss: meanOf(({ loss }) => loss),
        norm: meanOf(({ norm }) => norm),
        clippedNorm: meanOf(({ clippedNorm }) => clippedNorm),
        shareClipped: meanOf(({ shareClipped }) => shareClipped),
        alignment: meanOf(({ alignment }) => alignment),
        ...(misalignment === undefined ? {} : { misalignment: meanOf((one) => one.misalignment ?? misalignment) }),
        ...(misalignmentUnclipped === undefined
          ? {}
          : { misalignmentUnclipped: meanOf((one) => one.misalignmentUnclipped ?? misalignmentUnclipped) }),
      },
    ];
  });
}

/** The sentences behind the groups' means; those that only some trainings have are left out with their group. */
function poolSentences(
  own: NonNullable<TrainingSection["probeSentences"]>,
  sections: readonly TrainingSection[],
): NonNullable<TrainingSection["probeSentences"]> {
  return own.flatMap(({ key, group }) => {
    const same = sections.flatMap(
      ({ probeSentences = [] }) => probeSentences.find((one) => one.key === key && one.group === group) ?? [],
    );
    if (same.length < sections.length) return [];
    const meanOf = (of: (one: (typeof same)[number]) => number): number => mean(same.map(of));
    return [
      {
        key,
        group,
        firstLoss: meanOf(({ firstLoss }) => firstLoss),
        lastLoss: meanOf(({ lastLoss }) => lastLoss),
        norm: meanOf(({ norm }) => norm),
        clippedNorm: meanOf(({ clippedNorm }) => clippedNorm),
        shareClipped: meanOf((one) => one.shareClipped),
      },
    ];
  });
}

function poolPast(sections: readonly PastSection[]): PastSection {
  const [{ change: _, ...first }] = sections as readonly [PastSection, ...PastSection[]];
  const changes = sections.flatMap(({ change }) => change ?? []);
  return {
    ...first,
    gapByEpoch: first.gapByEpoch.map((_, epoch) => {
      const same = sections.flatMap(({ gapByEpoch }) => gapByEpoch[epoch] ?? []);
      const interval = poolIntervals(same.map((one) => one.interval));
      return {
        memberLoss: mean(same.map(({ memberLoss }) => memberLoss)),
        nonMemberLoss: mean(same.map(({ nonMemberLoss }) => nonMemberLoss)),
        ...(interval === undefined ? {} : { interval }),
      };
    }),
    ...(changes.length < sections.length ? {} : { change: poolEstimates(changes) }),
    zeroShare: mean(sections.map(({ zeroShare }) => zeroShare)),
    ...(first.sensitivity === undefined ? {} : { sensitivity: poolSensitivity(sections, first.sensitivity) }),
  };
}

function poolSensitivity(sections: readonly PastSection[], first: SensitivitySection): SensitivitySection {
  const all = sections.flatMap(({ sensitivity }) => sensitivity ?? []);
  const pooled = (same: readonly { readonly share: number; readonly interval?: Interval }[]) => {
    const { value, interval } = poolEstimates(same.map(({ share, ...rest }) => ({ value: share, ...rest })));
    return { share: value, ...(interval === undefined ? {} : { interval }) };
  };
  const modules = first.modules.map(({ module, parameters }) => {
    const same = all.flatMap((one) => one.modules.filter((other) => other.module === module));
    return { module, parameters, ...pooled(same) };
  });
  return {
    modules: modules.toSorted((a, b) => b.share - a.share),
    top: first.top.map(({ top }) => ({
      top,
      ...pooled(all.flatMap((one) => one.top.filter((other) => other.top === top))),
    })),
  };
}

/** The means of paths of one length; undefined where one has none, or stopped earlier. */
function meanPath(paths: readonly (readonly number[] | undefined)[]): number[] | undefined {
  const known = paths.filter((path) => path !== undefined);
  const [first] = known;
  if (first === undefined || known.some((path) => path.length !== first.length) || known.length < paths.length) {
    return undefined;
  }
  return first.map((_, step) => mean(known.map((path) => path[step] as number)));
}

/** Looks at the steps that all trainings were looked at, each pooled. */
function shared<Look extends { readonly step: number }>(
  paths: readonly (readonly Look[] | undefined)[],
  pool: (looks: readonly [Look, ...Look[]]) => Look,
): Look[] | undefined {
  const [first, ...others] = paths;
  if (first === undefined) return undefined;
  return first.flatMap((look) => {
    const same = others.flatMap((path) => path?.find(({ step }) => step === look.step) ?? []);
    return same.length === others.length ? [pool([look, ...same])] : [];
  });
}
