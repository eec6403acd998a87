import { deepEqual, equal, rejects } from "node:assert/strict";
import type { HostService, OpenService, ServiceContext } from "../../../core/host/host_service.ts";
import { Services } from "../../../core/host/services.ts";

const CONTEXT = {} as ServiceContext;

function service(name: string, told: string[]): OpenService {
  return (context) => {
    equal(context, CONTEXT);
    told.push(`open ${name}`);
    const running: HostService = {
      warnings: () => [`${name} is slow`],
      [Symbol.asyncDispose]: () => Promise.resolve(void told.push(`end ${name}`)),
    };
    return Promise.resolve(running);
  };
}

Deno.test("Services.open() starts services in order and ends them in the opposite one", async () => {
  const told: string[] = [];
  const services = await Services.open(CONTEXT, [service("a", told), () => Promise.resolve(null), service("b", told)]);
  deepEqual(services.warnings(), ["a is slow", "b is slow"]);
  await services[Symbol.asyncDispose]();
  deepEqual(told, ["open a", "open b", "end b", "end a"]);
});

Deno.test("Services.open() ends what it has started when a later service cannot", async () => {
  const told: string[] = [];
  const failing: OpenService = () => Promise.reject(new Error("no network"));
  await rejects(Services.open(CONTEXT, [service("a", told), failing]), /no network/);
  deepEqual(told, ["open a", "end a"]);
});

class Counting implements HostService {
  warnings = () => [];
  health = () => ({ ticks: 7 });
  [Symbol.asyncDispose] = () => Promise.resolve();
}

Deno.test("Services.health() puts together what services say, and find() finds one by its class", async () => {
  const told: string[] = [];
  const counting = new Counting();
  await using services = await Services.open(CONTEXT, [service("a", told), () => Promise.resolve(counting)]);
  deepEqual(services.health(), { ticks: 7 });
  equal(services.find(Counting), counting);
  equal(services.find(class extends Counting {}), undefined);
});
