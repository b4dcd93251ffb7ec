import { AreaPath, CertificateKind, serviceCaseEvents, ServiceCaseId, Subject } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { serviceCase } from './service-case.ts';

const { CertificateRequested, CertificateIssued } = serviceCaseEvents;
const State = Type.Enum(['requested', 'issued']);

/** Certificates that were asked for, and those that were issued (R-11, RM-R7). */
export const certificates = view('certificates', 1, {
  of: { CertificateRequested, CertificateIssued },
  document: {
    case: ServiceCaseId,
    kind: CertificateKind,
    areaPath: AreaPath,
    state: State,
    resident: Type.Optional(Subject),
    number: Type.Optional(CertificateIssued.data.properties.number),
  },
  key: ({ streamId, data }) => `${serviceCase.idOf(streamId)}.${data.kind}`,
  fields: { areaPath: 'text', state: 'text' },
  indexes: [['areaPath'], ['state', 'areaPath']],
  on: {
    CertificateRequested: (_, { streamId, data: { kind }, metadata: { areaPath = '' } }) => ({
      ...{ case: serviceCase.idOf(streamId) ?? '', kind, areaPath },
      state: 'requested' as const,
    }),
    CertificateIssued: (before, { data }) => before && { ...before, ...data, state: 'issued' as const },
  },
  doors: {
    list: 'GET /v1/certificates',
    plain: { path: 'POST /v1/certificates/plain', may: 'case.handle' },
    may: 'case.handle',
    summary: 'Certificates that were asked for below an area',
    filters: { state: State },
  },
});
