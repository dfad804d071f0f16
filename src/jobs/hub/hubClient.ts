import { type ClientRequest, type IncomingMessage, type RequestOptions, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { EvenhandError, throwIfCancelled } from "../../base/errors.ts";
import { proxyFor, tunnel } from "./proxy.ts";

/** Where models come from and how patient to be; everything but the endpoint may be left out. */
export interface HubSettings {
  /** Address of the hub, without a slash at its end. */
  readonly endpoint: string;
  /** Sent to the endpoint's own host only. */
  readonly token?: string;
  /** A connection that is silent for so long is given up. */
  readonly silenceMs: number;
  /** Waits between tries that brought nothing; as many tries more as there are waits. */
  readonly retryDelaysMs: readonly number[];
  /** `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The last answer of a chain of redirects. */
export interface HubAnswer {
  readonly status: number;
  readonly body: IncomingMessage;
  header(name: string): string | undefined;
  /** The hub's own word on the file, which the host that it sends us to does not have: hash or git id, unquoted. */
  readonly linkedTag: string | undefined;
}

const publicHub = "https://huggingface.co";
const maximumRedirects = 8;

/**
 * `HF_ENDPOINT`, the public hub when it is not set, and `HF_TOKEN`.
 *
 * @throws EvenhandError `configuration.invalid` when the endpoint is no address
 */
export function hubSettings(environment: Readonly<Record<string, string | undefined>>): HubSettings {
  const endpoint = (environment["HF_ENDPOINT"]?.trim() || publicHub).replace(/\/+$/u, "");
  const token = environment["HF_TOKEN"]?.trim();
  if (!URL.canParse(endpoint) || !/^https?:$/u.test(new URL(endpoint).protocol)) {
    throw new EvenhandError("configuration.invalid", `HF_ENDPOINT "${endpoint}" is not the address of a hub.`, {
      hint: `Set it to an address such as ${publicHub}, or leave it away.`,
    });
  }
  return {
    endpoint,
    ...(token === undefined || token === "" ? {} : { token }),
    silenceMs: 30_000,
    retryDelaysMs: [1000, 2000, 4000, 8000],
    environment,
  };
}

/**
 * Asks the hub for `path` and follows its redirects.
 *
 * @param options.from ask for the bytes from here on; the answer may be the whole file all the same
 * @throws what the network throws; EvenhandError `cancelled`, `download.failed` for redirects that must not be followed
 */
export async function askHub(
  settings: HubSettings,
  path: string,
  options: { readonly from?: number; readonly signal: AbortSignal },
): Promise<HubAnswer> {
  const home = new URL(settings.endpoint);
  let url = new URL(`${settings.endpoint}${path}`);
  let linkedTag: string | undefined;
  for (let hops = 0; hops <= maximumRedirects; hops += 1) {
    const headers: Record<string, string> = {
      "user-agent": "evenhand",
      "accept-encoding": "identity", // a range counts bytes of the file, not of a compressed stream
      ...(options.from === undefined || options.from === 0 ? {} : { range: `bytes=${options.from}-` }),
      ...(settings.token !== undefined && mayGetToken(url, home) ? { authorization: `Bearer ${settings.token}` } : {}),
    };
    const body = await send(url, headers, settings, options.signal);
    const header = (name: string): string | undefined => [body.headers[name]].flat()[0];
    if (url.origin === home.origin) linkedTag = unquoted(header("x-linked-etag") ?? header("etag")) ?? linkedTag;
    const status = body.statusCode ?? 0;
    const location = header("location");
    if (status < 300 || status >= 400 || location === undefined) return { status, body, header, linkedTag };
    body.destroy();
    const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
    if (next === undefined || !isAsSafe(next, url)) throw badRedirect(url, location);
    url = next;
  }
  throw badRedirect(url, "another address, time and again");
}

/** A token that travels in the clear can be read on its way: it goes over TLS, or not off this machine. */
function mayGetToken(url: URL, home: URL): boolean {
  return url.origin === home.origin && (url.protocol === "https:" || isThisMachine(url));
}

function isAsSafe(next: URL, url: URL): boolean {
  return next.protocol === "https:" || (next.protocol === "http:" && url.protocol === "http:");
}

export function isThisMachine({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}

async function send(
  url: URL,
  headers: Record<string, string>,
  { silenceMs, environment }: HubSettings,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  throwIfCancelled(signal);
  const proxy = proxyFor(url, environment);
  const socket = proxy === undefined ? undefined : await tunnel(proxy, url, silenceMs, signal);
  return new Promise((resolve, reject) => {
    const options: RequestOptions = {
      headers,
      signal,
      ...(socket === undefined ? { agent: false } : { createConnection: () => socket }),
    };
    const request: ClientRequest = (url.protocol === "https:" ? httpsRequest : httpRequest)(url, options, resolve);
    request.setTimeout(silenceMs, () => request.destroy(new Error(`no answer for ${silenceMs / 1000} s`)));
    request.on("error", reject);
    request.end();
  });
}

function unquoted(tag: string | undefined): string | undefined {
  return tag?.replace(/^W\//u, "").replaceAll('"', "");
}

function badRedirect(url: URL, location: string): EvenhandError {
  return new EvenhandError("download.failed", `${url.host} sends us on to ${location}, where we do not follow.`, {
    hint: "Check HF_ENDPOINT and the network you are in: something between here and the hub may answer in its place.",
  });
}
