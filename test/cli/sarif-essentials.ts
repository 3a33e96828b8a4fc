const text = { type: 'object', required: ['text'], properties: { text: { type: 'string', minLength: 1 } } };
const positive = { type: 'integer', minimum: 1 };
const object = (required: string[], properties: Record<string, unknown>) => ({
  type: 'object',
  required,
  properties,
  additionalProperties: false,
});

/**
 * What SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/) says of the parts that sidepatch writes: §3.13 the
 * log, §3.14 the run, §3.19 the tool's driver, §3.49 its rules, §3.27 results, §3.29 and §3.30 their places. Other
 * properties are refused, so that a misspelt one is found.
 */
export const SARIF_ESSENTIALS = object(['version', 'runs'], {
  $schema: { type: 'string', format: 'uri' },
  version: { const: '2.1.0' },
  runs: {
    type: 'array',
    minItems: 1,
    maxItems: 1,
    items: object(['tool', 'results'], {
      tool: object(['driver'], {
        driver: object(['name'], {
          name: { const: 'sidepatch' },
          version: { type: 'string' },
          rules: {
            type: 'array',
            uniqueItems: true,
            items: object(['id'], {
              id: { type: 'string' },
              name: { type: 'string' },
              shortDescription: text,
              help: text,
            }),
          },
        }),
      }),
      columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
      results: {
        type: 'array',
        items: object(['message', 'ruleId', 'ruleIndex', 'level', 'locations'], {
          ruleId: { type: 'string' },
          ruleIndex: { type: 'integer', minimum: 0 },
          level: { enum: ['error', 'warning'] },
          message: text,
          locations: {
            type: 'array',
            items: object(['physicalLocation'], {
              physicalLocation: object(['artifactLocation'], {
                artifactLocation: object(['uri'], { uri: { type: 'string', format: 'uri-reference' } }),
                region: object(['startLine'], {
                  startLine: positive,
                  startColumn: positive,
                  endLine: positive,
                  endColumn: positive,
                }),
              }),
            }),
          },
        }),
      },
    }),
  },
});
