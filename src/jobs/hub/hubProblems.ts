import { EvenhandError, codeOf, messageOf } from "../../base/errors.ts";
import type { HubAnswer, HubSettings } from "./hubClient.ts";
import { type ModelId, modelIdText } from "./modelId.ts";

/** What the hub means by an answer that is not the file, in a sentence and with what to do about it. */
export function refusal(
  answer: Pick<HubAnswer, "status" | "header">,
  asked: ModelId,
  { endpoint, token }: HubSettings,
): EvenhandError {
  const { status } = answer;
  const reason = answer.header("x-error-code");
  const { host } = new URL(endpoint);
  const page = `${endpoint}/${asked.id}`;
  if (reason === "GatedRepo") {
    return new EvenhandError("download.refused", `${asked.id} is gated: its owner wants its terms accepted first.`, {
      hint:
        token === undefined
          ? `Accept them at ${page}, make an access token there, put it into HF_TOKEN and start again.`
          : `Accept them at ${page} with the account that the token in HF_TOKEN belongs to.`,
    });
  }
  if (reason === "RevisionNotFound") {
    return new EvenhandError("model.missing", `${asked.id} has no revision "${asked.revision}" on ${host}.`, {
      hint: `Its branches, tags and commits are listed at ${page}/tree/main.`,
    });
  }
  if (status === 404 || reason === "RepoNotFound") {
    return new EvenhandError("model.missing", `There is no model ${asked.id} on ${host} that may be read.`, {
      hint:
        token === undefined
          ? "Check the spelling; a private model needs an access token in HF_TOKEN."
          : "Check the spelling, and that the token in HF_TOKEN may read it if it is private.",
    });
  }
  if (status === 401) {
    return new EvenhandError(
      "download.refused",
      token === undefined
        ? `${host} wants an access token for ${asked.id}.`
        : `${host} does not accept the token in HF_TOKEN.`,
      {
        hint:
          token === undefined
            ? "Make one in your settings there and put it into HF_TOKEN."
            : "It may have expired: make a new one, or unset HF_TOKEN for a model that everybody may read.",
      },
    );
  }
  if (status === 403) {
    return new EvenhandError("download.refused", `${host} does not let us read ${asked.id}.`, {
      hint: `See ${page} for its terms, and whether the token in HF_TOKEN has the right to read.`,
    });
  }
  return new EvenhandError("download.failed", `${host} answered ${status} when asked for ${modelIdText(asked)}.`, {
    hint: status >= 500 || status === 429 ? "Try again in a while." : "Check HF_ENDPOINT and the name of the model.",
  });
}

const networkReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody answers there",
  ECONNRESET: "the connection was cut",
  EAI_AGAIN: "its address cannot be looked up",
  EHOSTUNREACH: "there is no way to it",
  ENETUNREACH: "there is no network",
  ENOTFOUND: "its address is not known",
  EPIPE: "the connection was cut",
  ETIMEDOUT: "the connection timed out",
};

/** @param kept what a later start need not fetch again */
export function networkProblem({ endpoint }: HubSettings, cause: unknown, kept?: string): EvenhandError {
  const code = codeOf(cause) ?? "";
  const reason = networkReasons[code] ?? messageOf(cause);
  const advice = /CERT|SIGNATURE/u.test(code)
    ? "If your network opens encrypted connections, name its certificate in NODE_EXTRA_CA_CERTS"
    : "Check the network, HTTPS_PROXY and HF_ENDPOINT";
  return new EvenhandError("download.failed", `${new URL(endpoint).host} cannot be reached: ${reason}.`, {
    hint: `${advice}${kept === undefined ? "" : `; ${kept}`}.`,
    cause,
  });
}

export function unexpectedAnswer({ endpoint }: HubSettings, what: string, cause?: unknown): EvenhandError {
  return new EvenhandError("download.failed", `The answer of ${new URL(endpoint).host} is not a hub's: ${what}.`, {
    hint: "Check HF_ENDPOINT, and whether a page for logging in to the network stands in between.",
    cause,
  });
}
