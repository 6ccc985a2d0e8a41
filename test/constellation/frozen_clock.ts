// Imported before a program: for it, time stands at the moment of the recordings, so that all ages are what they were.
import { RECORDED_AT } from "./recorded_at.ts";

globalThis.Date = new Proxy(Date, {
  construct: (target, given, proxy) =>
    Reflect.construct(target, given.length === 0 ? [RECORDED_AT] : given, proxy),
  get: (target, name) => (name === "now" ? () => RECORDED_AT : Reflect.get(target, name)),
});
