import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  CurrentCaller,
  DESK,
  Field,
  openApiOf,
  POLICIES,
  Problem,
  requireArea,
  Requires,
  type Caller,
  type Desk,
  type PolicyBook,
} from '@linli/service-kit';
import { Type as NumberOf } from 'class-transformer';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { catalogue } from '../catalogue/catalogue.ts';
import { incident } from './incident.ts';
import { incidentDocument, IncidentDocument } from './incident.view.ts';

const IncidentId = incident.id as Type.TString;
const CatalogueVersion = Type.Integer({
  minimum: 1,
  description: 'Catalogue version whose views the incident is shown under. Default: the one in force.',
});

class IncidentParam {
  @Field(IncidentId)
  readonly id: string;
}

class IncidentQuery {
  @Field(Type.Optional(CatalogueVersion))
  @NumberOf(() => Number)
  readonly catalogue?: number;
}

/** One incident as its log tells it; lists of them are the operations centre's. */
@ApiTags('incident')
@Controller('v1/incidents')
export class IncidentController {
  readonly #desk: Desk;
  readonly #policies: PolicyBook;

  constructor(@Inject(DESK('incidents')) desk: Desk, @Inject(POLICIES('incidents')) policies: PolicyBook) {
    this.#desk = desk;
    this.#policies = policies;
  }

  @Get(':id')
  @Requires('operations.read')
  @ApiOperation({
    summary: 'One incident as its log tells it, shown under the views of a catalogue version',
    operationId: 'getIncident',
  })
  @ApiOkResponse({ schema: openApiOf(IncidentDocument) })
  async read(
    @Param() { id }: IncidentParam,
    @Query() { catalogue: version }: IncidentQuery,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IncidentDocument> {
    const versions = this.#policies.versions(catalogue);
    const shownBy = version === undefined ? versions.at(-1) : versions[version - 1];
    if (shownBy === undefined)
      throw new Problem({
        status: 404,
        code: 'policy-version-unknown',
        detail: `There is no such version of the catalogue; the latest is ${versions.length}.`,
      });
    const reading = await this.#desk.read(incident, id);
    const document = reading && incidentDocument(id, reading, shownBy.content);
    if (document === undefined)
      throw new Problem({
        status: 404,
        code: 'incident-unknown',
        detail: 'No such incident has been reported.',
      });
    // An incident that is not located yet belongs to everybody's area.
    if (document.place !== undefined) requireArea(caller, 'operations.read', document.place.areaPath);
    reply.header('etag', `"${document.revision}"`);
    return document;
  }
}
