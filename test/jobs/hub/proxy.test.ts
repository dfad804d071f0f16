import { describe, expect, test } from "vitest";
import { proxyFor } from "../../../src/jobs/hub/proxy.ts";

const hub = new URL("https://hub.example/api");

describe("the proxy for an address", () => {
  test.each([
    ["none is named", {}, undefined],
    ["that of its protocol", { HTTPS_PROXY: "http://a:1", HTTP_PROXY: "http://b:2" }, "http://a:1/"],
    ["in small letters", { https_proxy: "http://a:1" }, "http://a:1/"],
    ["without a scheme", { HTTPS_PROXY: "proxy.example:3128" }, "http://proxy.example:3128/"],
    ["with a host excepted", { HTTPS_PROXY: "http://a:1", NO_PROXY: "other, hub.example" }, undefined],
    ["with its domain excepted", { HTTPS_PROXY: "http://a:1", NO_PROXY: ".example" }, undefined],
    ["with a name that only ends alike", { HTTPS_PROXY: "http://a:1", NO_PROXY: "ub.example" }, "http://a:1/"],
    ["with another port excepted", { HTTPS_PROXY: "http://a:1", NO_PROXY: "hub.example:8080" }, "http://a:1/"],
    ["with everything excepted", { HTTPS_PROXY: "http://a:1", NO_PROXY: "*" }, undefined],
  ])("%s", (_, environment, expected) => {
    expect(proxyFor(hub, environment)?.href).toBe(expected);
  });

  test("is refused when it is no address", () => {
    expect(() => proxyFor(hub, { HTTPS_PROXY: "http://[" })).toThrow('The proxy "http://[" is not an address.');
  });
});
