import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { EvenhandError } from "../../base/errors.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for an address, in either case of its letters; `NO_PROXY` lists exceptions.
 *
 * @throws EvenhandError `configuration.invalid`
 */
export function proxyFor(url: URL, environment: Environment): URL | undefined {
  const named = (name: string): string | undefined =>
    environment[name.toLowerCase()]?.trim() || environment[name]?.trim() || undefined;
  const exceptions = (named("NO_PROXY") ?? "").split(",").map((it) => it.trim().toLowerCase());
  const isExempt = exceptions.some((exception) => {
    if (exception === "") return false;
    const [name = "", port] = exception.replace(/^\*?\./u, "").split(":");
    const host = url.hostname.toLowerCase();
    return name === "*" || ((port === undefined || port === url.port) && (host === name || host.endsWith(`.${name}`)));
  });
  const written = isExempt ? undefined : named(url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY");
  if (written === undefined) return undefined;
  const address = written.includes("://") ? written : `http://${written}`; // people leave the scheme out
  if (URL.canParse(address)) return new URL(address);
  throw new EvenhandError("configuration.invalid", `The proxy "${written}" is not an address.`, {
    hint: "Set HTTPS_PROXY to an address such as http://proxy.example:3128.",
  });
}

/** A connection to `url`'s host through a proxy, encrypted where `url` is. */
export function tunnel(proxy: URL, url: URL, silenceMs: number, signal: AbortSignal): Promise<Socket> {
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  const target = `${url.hostname}:${port}`;
  const user = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const headers = {
    host: target,
    ...(user === ":" ? {} : { "proxy-authorization": `Basic ${Buffer.from(user).toString("base64")}` }),
  };
  return new Promise((resolve, reject) => {
    const start = proxy.protocol === "https:" ? httpsRequest : httpRequest;
    const request = start({
      host: proxy.hostname,
      port: proxy.port === "" ? (proxy.protocol === "https:" ? 443 : 80) : proxy.port,
      method: "CONNECT",
      path: target,
      headers,
      signal,
      agent: false,
    });
    request.setTimeout(silenceMs, () => request.destroy(new Error(`the proxy ${proxy.host} does not answer`)));
    request.on("error", reject);
    request.on("response", (response) => {
      response.destroy();
      reject(new Error(`the proxy ${proxy.host} does not let us through (${response.statusCode})`));
    });
    request.on("connect", (response, socket) => {
      socket.setTimeout(0);
      if (response.statusCode !== 200) {
        socket.destroy();
        reject(new Error(`the proxy ${proxy.host} does not let us through (${response.statusCode})`));
      } else if (url.protocol === "https:") {
        const secure = connectTls({ socket, servername: url.hostname }, () => resolve(secure));
        secure.on("error", reject);
      } else {
        resolve(socket);
      }
    });
    request.end();
  });
}
