import type { StandardArm } from "../report/biasReport.ts";
import type { ClipSetting, ModelSettings, PrivacySetting, TrainingSettings } from "./trainingSettings.ts";

/** One treatment of the base model: a row of the report. */
export interface PlannedArm {
  /** Says what was done, and of what varies between the arms of the run, which: "dp", "dp ε3", "dp+cda ε3 soft". */
  readonly id: string;
  readonly kind: StandardArm;
  /** Of a private arm. */
  readonly privacy?: PrivacySetting;
  readonly clip?: ClipSetting;
}

/** One training of an arm, or the base model. */
export interface PlannedModel {
  /** Of its folder, its ledger lines and its place in `run.json`: "dp", "dp-eps3", "dp+cda-eps3-soft-seed2". */
  readonly name: string;
  readonly arm: PlannedArm;
  /** Decides the lots of arms without privacy and an adapter's first values; private lots and noise come from the system. */
  readonly seed: number;
}

/** Every arm once for each epsilon and clipping mode that it depends on, in reading order. */
export function plannedArms(settings: Pick<TrainingSettings, "arms" | "privacies" | "clips">): readonly PlannedArm[] {
  const { arms, privacies, clips } = settings;
  return arms.flatMap((kind): PlannedArm[] => {
    if (!isPrivateKind(kind)) return [{ id: kind, kind }];
    return privacies.flatMap((privacy) =>
      clips.map((clip) => ({
        id: [kind, ...varying(settings, { privacy, clip }, "ε")].join(" "),
        kind,
        privacy,
        clip,
      })),
    );
  });
}

/** Every training of the run, in the order that they are made: an arm's repeats beside each other, the base model once. */
export function plannedModels(settings: TrainingSettings): readonly PlannedModel[] {
  return plannedArms(settings).flatMap((arm) => {
    const name = [arm.kind, ...varying(settings, arm, "eps")].join("-");
    if (arm.kind === "base" || settings.seeds.length === 1) return [{ name, arm, seed: settings.seed }];
    return settings.seeds.map((seed) => ({ name: `${name}-seed${seed}`, arm, seed }));
  });
}

/** The run's settings with what one of its models is trained with. */
export function modelSettings(settings: TrainingSettings, { arm, seed }: PlannedModel): ModelSettings {
  const [firstPrivacy, firstClip] = [settings.privacies[0], settings.clips[0]];
  const { privacy = firstPrivacy, clip = firstClip } = arm;
  if (privacy === undefined || clip === undefined) throw new RangeError("a run has a privacy and a clipping mode");
  return { ...settings, ...clip, privacy, trainingSeed: seed };
}

export function isPrivateKind(kind: StandardArm): kind is "dp" | "dp+cda" {
  return kind === "dp" || kind === "dp+cda";
}

/** What tells an arm from the others of its kind; nothing where it is the only one. */
function varying(
  { privacies, clips }: Pick<TrainingSettings, "privacies" | "clips">,
  { privacy, clip }: Pick<PlannedArm, "privacy" | "clip">,
  epsilonName: string,
): string[] {
  return [
    ...(privacies.length > 1 && privacy !== undefined && "epsilon" in privacy
      ? [`${epsilonName}${privacy.epsilon}`]
      : []),
    ...(clips.length > 1 && clip !== undefined ? [clip.clip] : []),
  ];
}
