/** `expect`: what the file promises about itself. Here it is read; `src/promises` holds it to the models. */
import type { Report } from "../problems/problem.ts";
import type { Located, Span } from "../text/source.ts";
import { readUrl, whyNoUrl } from "../text/url.ts";
import type { Field, Fields } from "../vocabulary/field.ts";
import { addresses, all, find, maybe, one, textField, texts } from "./fields.ts";
import { promised, type ExpectContext, type Refuse, type Services } from "./promised.ts";
import type { DownSubject, Expectation, Host, RequestSubject, VirtualServer } from "./topology.ts";

/** `isWhole`: whether every declaration could be read. */
export function servicesOf(servers: readonly VirtualServer[], isWhole: boolean): Services {
  const out = new Map<string, VirtualServer>();
  for (const server of servers) {
    for (const { vip, port } of server.endpoints) {
      for (const name of [vip.name, ...vip.addresses.map((a) => a.address.text)]) {
        for (const key of [`${name}:${port}`, `${name}:${port}/${server.protocol}`])
          if (!out.has(key)) out.set(key, server);
      }
    }
  }
  return Object.assign(out, { isWhole });
}

/** Which words go with which subject. */
const REFINES = ["from", "method", "host", "header", "at"];
const OF_REQUESTS = [
  ...REFINES,
  "server",
  "location",
  "status",
  "access",
  "upstream",
  "sends",
  "redirect",
  "session",
];
const OF_FAILURES = ["vip", "virtual_server", "sessions"];

export function buildExpectation(field: Field, given: ExpectContext): Expectation | undefined {
  // A name that is not there is a mistake of the expectation only where all declarations are in order.
  const report: Report = (problem) =>
    given.report(problem.code === "name/unknown" ? { ...problem, code: "expect/unknown-name" } : problem);
  const context = { ...given, report };
  const words = texts(field);
  const [first, ...rest] = words;
  if (first === undefined || field.flawed) return undefined;
  const refuse = (message: string, span: Span, help: string): undefined => {
    report({ code: "expect/form", severity: "error", message, span, help });
    return undefined;
  };
  const subject =
    first.value === "down" ? down(rest, first, context, refuse) : request(first, rest, field.fields, refuse);
  if (subject === undefined) return undefined;
  const fits = subject.kind === "request" ? OF_REQUESTS : OF_FAILURES;
  const parts: [word: string, fields: readonly Field[]][] = [];
  field.fields.forEach((own, word) => parts.push([word, own]));
  for (const [word, [stated]] of parts) {
    if (stated === undefined || fits.includes(word)) continue;
    const what = subject.kind === "request" ? "a request" : "hosts that are down";
    return refuse(
      `\`${word}\` cannot be promised of ${what}`,
      stated.span,
      `here may stand ${fits.map((f) => `\`${f}\``).join(", ")}`,
    );
  }
  const promises = parts.flatMap(([, own]) => own.flatMap((f) => promised(f, context, refuse) ?? []));
  if (promises.length === 0 && parts.every(([word]) => REFINES.includes(word)))
    return refuse(
      "this promises nothing",
      first.span,
      subject.kind === "request" ? "add `{ status 200 }` or such" : "add `{ vip NAME served }` or such",
    );
  return promises.length === 0 ? undefined : { span: field.span, subject, promises };
}

function down(
  words: readonly Located<string>[],
  keyword: Located<string>,
  { hosts, report }: ExpectContext,
  refuse: Refuse,
): DownSubject | undefined {
  const help = "write `expect down HOST… { … }` or `expect down any 1 { … }`";
  const [first, second, third] = words;
  if (first === undefined) return refuse("`down` names no host", keyword.span, help);
  if (first.value !== "any" || hosts.has("any")) {
    const known = new Set<Host>();
    for (const word of words) {
      const host = find(hosts, "host", word, report);
      // Where one word is wrong, those after it may only seem so.
      if (host === undefined) return undefined;
      known.add(host);
    }
    return { kind: "down", hosts: [...known] };
  }
  if (second === undefined || !/^[1-3]$/.test(second.value) || third !== undefined)
    return refuse("`down any` takes a number from 1 to 3", (third ?? second ?? first).span, help);
  return { kind: "down any", count: Number(second.value) };
}

function request(first: Located<string>, rest: readonly Located<string>[], fields: Fields, refuse: Refuse) {
  const help = "write `expect http://HOST/PATH { … }`";
  const url = readUrl(first.value);
  if (url === undefined)
    return refuse(
      /^https?:/i.test(first.value)
        ? `\`${first.value}\` is no http URL: ${whyNoUrl(first.value)}`
        : `\`${first.value}\` is neither \`down\` nor an http URL`,
      first.span,
      help,
    );
  const [more] = rest;
  if (more !== undefined) return refuse(`\`${more.value}\` is one word too many`, more.span, help);
  const method = textField(fields, "method");
  if (method !== undefined && !/^[A-Z]{1,20}$/.test(method.value))
    return refuse(`\`${method.value}\` is no method`, method.span, "write GET, POST or such");
  const subject: RequestSubject = {
    kind: "request",
    url: { value: url, span: first.span },
    method: method?.value ?? "GET",
    headers: all(fields, "header").flatMap((f) => {
      const [name, value] = texts(f);
      return name === undefined || value === undefined ? [] : [{ name: name.value, value: value.value }];
    }),
    ...maybe("host", textField(fields, "host")?.value),
    ...maybe("from", addresses(one(fields, "from"))[0]?.value),
    ...maybe("at", textField(fields, "at")),
  };
  return subject;
}
