import { type ContextName, Subject } from '@linli/contracts';
import { Controller, Get, Param, type Type as NestType } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Type } from 'typebox';
import { Requires } from '../auth/access.ts';
import { Field, openApiOf } from '../fields/field.ts';
import { accessStream, type AccessRecord, type Persons } from './persons.ts';

class SubjectParam {
  @Field(Subject)
  readonly subject: string;
}

/** Reads shown at once, the latest first. */
const most = 1_000;

const Read = Type.Object({
  at: Type.String({ format: 'date-time' }),
  purpose: Type.String(),
  case: Type.Optional(Type.String()),
  view: Type.String(),
  fields: Type.Array(Type.String()),
  roles: Type.Array(Type.String(), { description: 'the post that read, never the name' }),
  unit: Type.Optional(Type.String()),
});

/** The door at which a person is told who has looked: by post, purpose and time (个人信息保护法 art. 45). */
export function accessController(context: ContextName, { access }: Persons): NestType {
  @ApiTags('persons')
  @Controller(`v1/${context}`)
  @Requires('access.read')
  class AccessController {
    @Get('access-records/:subject')
    @ApiOperation({
      summary: 'Who has read the data of a person, by post, purpose and time, the latest first',
      operationId: `${context}AccessRecords`,
    })
    @ApiOkResponse({ schema: openApiOf(Type.Object({ items: Type.Array(Read) })) })
    async records(@Param() { subject }: SubjectParam) {
      const reads = await access.readStream(accessStream(subject), { direction: 'backwards', limit: most });
      return {
        items: reads.map(({ recordedAt, data }) => ({
          at: new Date(recordedAt).toISOString(),
          ...(data as AccessRecord),
        })),
      };
    }
  }
  return AccessController;
}
