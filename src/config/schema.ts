/** The schema of lbc.json, made from the rules so that an editor completes their names and options. */
import { rules } from "../rules/rules.ts";
import type { Rule } from "../rules/rule.ts";

const setting = (options: object) => ({
  anyOf: [
    { $ref: "#/definitions/severity" },
    {
      type: "object",
      additionalProperties: false,
      properties: { severity: { $ref: "#/definitions/severity" }, options },
    },
  ],
});

function ruleSchema({ summary, severity, options }: Rule): object {
  const described = { description: summary, default: severity };
  if (options === undefined) return { ...described, $ref: "#/definitions/setting" };
  const properties = Object.fromEntries(
    Object.entries(options).map(([name, { default: otherwise, min, max, help }]) => [
      name,
      { type: "number", default: otherwise, description: `${help}; ${min} to ${max}` },
    ]),
  );
  return { ...described, ...setting({ type: "object", properties }) };
}

/** The text of spec/lbc.schema.json. Names and ranges get a better answer from `readConfig` than from a schema. */
export function configSchema(): string {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "lbc.json: what a project sets for itself",
    type: "object",
    additionalProperties: false,
    properties: {
      $schema: { type: "string" },
      rules: {
        type: "object",
        description: "Severities and options of rules; `lbc rules` lists them.",
        properties: Object.fromEntries(rules.map((rule) => [rule.code, ruleSchema(rule)])),
        additionalProperties: { $ref: "#/definitions/setting" },
      },
    },
    definitions: {
      severity: { enum: ["error", "warning", "info", "off"] },
      setting: setting({ type: "object", additionalProperties: { type: "number" } }),
    },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
