import type { BiasReport } from "../../report/biasReport.ts";
import type { JobContext } from "../context.ts";
import { studyRobustness } from "./robustness.ts";
import { invalidStudy } from "./study.ts";
import type { StudyJobOptions } from "./studyOptions.ts";
import { readStudy, studyFolder } from "./studyRecord.ts";
import { studyTradeOff } from "./tradeOff.ts";

/**
 * Runs the study of that name, or goes on with one that was stopped, as it was asked for then.
 *
 * @throws EvenhandError what the study throws; `training.invalid` when there is none to go on with
 */
export async function runNamedStudy(asked: StudyJobOptions, context: JobContext): Promise<BiasReport> {
  const { study, ...options } = await resumed(asked);
  switch (study) {
    case "tradeoff":
      return studyTradeOff(options, context);
    case "robustness":
      return studyRobustness(options, context);
    default:
      throw invalidStudy(`There is no study ${JSON.stringify(study)}.`, "See: evenhand study --help");
  }
}

async function resumed(asked: StudyJobOptions): Promise<StudyJobOptions> {
  const { resume, outDirectory, threads } = asked;
  if (resume === undefined) return asked;
  const { study, options } = await readStudy(studyFolder(outDirectory, resume));
  return {
    ...options,
    study,
    resume,
    ...(outDirectory === undefined ? {} : { outDirectory }),
    ...(threads === undefined ? {} : { threads }),
  };
}
