import assert from 'node:assert/strict';
import { undescribedRoutes } from '../openapi/serve-openapi.ts';
import type { GarbageCase } from './garbage-suite.ts';

interface OpenApi {
  readonly servers?: readonly { readonly url: string }[];
}

/** What the OpenAPI document of every service says, whichever routes it has; `read` fetches it of the running service. */
export function descriptionSuite(read: () => Promise<object>): readonly GarbageCase[] {
  return [
    {
      name: 'every route says what it answers',
      run: async () => assert.deepEqual(undescribedRoutes(await read()), []),
    },
    {
      name: 'the document says where its routes are',
      run: async () => {
        const { servers = [] } = (await read()) as OpenApi;
        assert.equal(servers.map(({ url }) => url).join(), '/');
      },
    },
  ];
}
