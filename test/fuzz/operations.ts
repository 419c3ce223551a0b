import type { JsonSchema, Resolve } from './json-schema.ts';

/** One call of the OpenAPI document. */
export type Operation = {
  /** `GET /v1/jobs/{id}` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, JsonSchema>>;
  /** Of its JSON body; undefined when it takes none. */
  readonly json: JsonSchema | undefined;
  readonly takesForm: boolean;
  /** Whether it takes a ZIP archive. */
  readonly takesArchive: boolean;
  /** Whether it may be called without a key where `AUTH=keys`. */
  readonly isOpen: boolean;
  /** What the document allows on the same path. */
  readonly methods: readonly string[];
};

type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
};

type DocumentedOperation = {
  readonly parameters?: readonly { name: string; in: string; schema: JsonSchema }[];
  readonly requestBody?: { content: Readonly<Record<string, { schema: JsonSchema }>> };
  readonly security?: readonly unknown[];
};

/** Reads `/openapi.json` of a running system: every call in it, and where its `$ref`s lead. */
export async function readOperations(url: string): Promise<{ operations: Operation[]; resolve: Resolve }> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as Document;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody, security }]): Operation => {
      const content = requestBody?.content ?? {};
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        query: Object.fromEntries(parameters.filter((p) => p.in === 'query').map((p) => [p.name, p.schema])),
        json: content['application/json']?.schema,
        takesForm: 'multipart/form-data' in content,
        takesArchive: 'application/zip' in content,
        isOpen: !path.startsWith('/v1/') || security?.length === 0,
        methods: Object.keys(methods).map((name) => name.toUpperCase()),
      };
    }),
  );
  return { operations, resolve: (ref) => followRef(document, ref) };
}

function followRef(document: Document, ref: string): JsonSchema {
  let found: unknown = document;
  for (const name of ref.split('/').slice(1)) found = (found as Record<string, unknown>)[name];
  if (!found) throw new Error(`The document has no ${ref}`);
  return found as JsonSchema;
}
