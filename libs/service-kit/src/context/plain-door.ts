import { type DataClass, Id, isOfPerson, type PersonalField } from '@linli/contracts';
import { Body, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type TProperties, type TSchema, Type } from 'typebox';
import { CurrentCaller, Requires } from '../auth/access.ts';
import { type Caller, requireArea } from '../auth/caller.ts';
import { openApiOf, requestClass } from '../fields/field.ts';
import { type Persons, readPersons } from '../persons/persons.ts';
import { placedText } from '../persons/placed.ts';
import { Purpose, servesPurpose } from '../persons/purposes.ts';
import { Problem } from '../problems/problem.ts';
import { RequestValidationPipe } from '../validation/validation.pipe.ts';
import type { RunningView } from '../views/running-view.ts';
import { objectOf } from './command-doors.ts';
import { addRoute, camel } from './decorate.ts';
import type { PlainDoor, View } from './view.ts';

const pipe = new RequestValidationPipe();

/** What a sealed field is shown as where nobody has asked for it in plain text. */
export const sealedMark = '[sealed]';

/** The personal fields of documents, by name. */
export function personalOf(document: TProperties): Readonly<Record<string, PersonalField>> {
  return Object.fromEntries(
    Object.entries(document).flatMap(([name, schema]) =>
      isOfPerson(schema)
        ? [[name, (schema as TSchema & { readonly 'x-personal': PersonalField })['x-personal']]]
        : [],
    ),
  );
}

/** Takes out of documents what only a person's key opens. */
export function maskOf(document: TProperties): <Item extends object>(item: Item) => Item {
  const names = Object.keys(personalOf(document));
  if (names.length === 0) return (item) => item;
  return (item) => {
    const held = names.filter((name) => name in item);
    return { ...item, ...Object.fromEntries(held.map((name) => [name, sealedMark])) };
  };
}

interface PlainQuery {
  readonly ids: readonly string[];
  readonly fields: readonly string[];
  readonly purpose: string;
  readonly case?: string;
}

/** Adds the door at which personal fields are shown: with clearance, for a purpose, recorded before they leave. */
export function addPlain(
  controller: new (view: RunningView) => { readonly view: RunningView },
  view: View,
  door: PlainDoor,
  persons: Persons | undefined,
): void {
  const personal = personalOf(view.document);
  const names = Object.keys(personal);
  const query = {
    ids: Type.Array(Id, { minItems: 1, maxItems: 100 }),
    fields: Type.Array(Type.Enum(names), { minItems: 1, maxItems: names.length }),
    purpose: Purpose,
    case: Type.Optional(Id),
  };
  const Asked = requestClass('PlainQuery', query);
  const shown = Object.fromEntries(names.map((name) => [name, Type.Optional(Type.String())]));

  async function plain(running: RunningView, raw: unknown, caller: Caller, request: FastifyRequest) {
    const asked = (await pipe.transform(raw ?? {}, { type: 'body', metatype: Asked })) as PlainQuery;
    for (const field of asked.fields) allow(field, personal[field] as PersonalField, asked, caller);
    if (persons === undefined || !persons.settled())
      throw new Problem(
        {
          status: 503,
          code: 'keys-not-followed',
          detail: 'What was said of keys of persons is not known here yet; nothing is shown before.',
        },
        { headers: { 'retry-after': '1' } },
      );
    const at = await running.at({});
    const found = await Promise.all(
      asked.ids.map(async (id) => {
        const [facet] = await at.get<Readonly<Record<string, unknown>>>(view.collection, id);
        const areaPath = facet?.body['areaPath'];
        if (typeof areaPath === 'string') requireArea(caller, door.may, areaPath);
        if (facet === undefined)
          throw new Problem({
            status: 404,
            code: view.doors?.unknown ?? `${view.projection.view}-unknown`,
            detail: 'There is no document of one of these ids.',
            field: 'ids',
          });
        if (door.only !== undefined && facet.body[door.only] !== caller.subject)
          throw new Problem({
            status: 403,
            code: 'foreign-document',
            detail: 'One of these documents is for somebody else alone.',
            field: 'ids',
          });
        const texts = asked.fields.flatMap((field) => {
          const text = placedText(facet.body[field]);
          return text === undefined ? [] : [{ field, text }];
        });
        return { id, texts };
      }),
    );
    const values = await readPersons(
      persons,
      found.flatMap(({ texts }) => texts.map(({ text }) => text)),
      {
        caller,
        tenant: request.server.tenant,
        correlationId: request.id,
        purpose: asked.purpose,
        ...(asked.case !== undefined && { case: asked.case }),
        view: view.projection.view,
        fields: asked.fields,
      },
    );
    let next = 0;
    return {
      items: found.map(({ id, texts }) => ({
        id,
        ...Object.fromEntries(texts.map(({ field }) => [field, values[next++]])),
      })),
    };
  }

  addRoute(
    controller,
    `plain-${view.projection.view}`,
    function (this: { readonly view: RunningView }, raw: never, caller: Caller, request: FastifyRequest) {
      return plain(this.view, raw, caller, request);
    },
    [Body(), CurrentCaller(), Req()],
    Post(door.path.slice('POST '.length)),
    HttpCode(200),
    Requires(door.may),
    ApiOperation({
      summary: `${view.doors?.summary}: personal fields in plain text, recorded before they are shown`,
      operationId: camel(`plain-${view.projection.view}`),
    }),
    ApiBody({ schema: objectOf(Object.entries(query)), required: true }),
    ApiOkResponse({
      schema: openApiOf(Type.Object({ items: Type.Array(Type.Object({ id: Type.String(), ...shown })) })),
    }),
  );
}

const classes: Readonly<Record<DataClass, string>> = {
  2: 'names, phones, addresses and words',
  3: 'what may harm if it is known',
  4: 'what is said of persons under protection or supervision',
};

function allow(
  field: string,
  { group, class: dataClass }: PersonalField,
  { purpose }: PlainQuery,
  caller: Caller,
): void {
  if (caller.clearance < dataClass)
    throw new Problem({
      status: 403,
      code: 'missing-clearance',
      detail: `${field} needs a clearance of ${dataClass}: ${classes[dataClass]}.`,
      field,
    });
  if (!servesPurpose(group, purpose))
    throw new Problem({
      status: 403,
      code: 'foreign-purpose',
      detail: `${field} is kept for ${group}, which ${purpose} is not.`,
      field,
    });
}
