import { afterEach, describe, expect, test } from '@jest/globals';
import { next } from './sample-app.ts';
import { startSample, type Sample } from './start-sample.ts';

let sample: Sample | undefined;
afterEach(async () => {
  await sample?.app.stop();
  sample = undefined;
  for (const key of Object.keys(next) as (keyof typeof next)[]) delete next[key];
});

describe('logs', () => {
  test('hold nothing of what a request brought: body, query, path, headers, tokens, address', async () => {
    sample = await startSample();
    const canary = (where: string) => `canary${where}4711`;
    const token = await sample.token();
    const headers = {
      authorization: `Bearer ${token}`,
      'user-agent': canary('Agent'),
      'x-forwarded-for': '203.0.113.77',
      referer: `http://${canary('Referer')}.example/`,
      cookie: `linli_session=${canary('Cookie')}`,
      'idempotency-key': canary('Key'),
    };
    const body = { text: canary('Body'), areaPath: '42/01/', severity: 'normal' };
    const everywhere = async () => {
      await sample?.report(headers, body);
      await sample?.report(headers, { ...body, [canary('Field')]: canary('Value') });
      await sample?.report(headers, `{"text":"${canary('Broken')}`);
      await sample?.ask(`/v1/samples/${canary('Path')}?name=${canary('Query')}`, { headers });
      await sample?.ask(`/v1/${canary('Unknown')}?name=${canary('Query')}`, { headers });
      await sample?.ask('/v1/samples', { headers: { authorization: `Bearer ${canary('Token')}` } });
    };
    await everywhere();
    next.error = new Error(`cannot store ${canary('Body')} of ${canary('Key')} for ${token}`);
    await everywhere();

    expect(sample.log().split('\n').length).toBeGreaterThan(12);
    expect(sample.log()).toContain('cannot store [struck out]');
    expect(sample.log()).not.toMatch(/canary|203\.0\.113|127\.0\.0\.1/);
    expect(sample.log()).not.toContain(token.slice(-40));
  });

  test('have one line a request, under the id that its events and its problem carry', async () => {
    sample = await startSample();
    await sample.report();
    const lines = sample
      .log()
      .split('\n')
      .filter((text) => text.includes('"msg":"request"'));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      service: 'sample',
      requestId: next.seen?.correlationId,
      method: 'POST',
      route: '/v1/samples',
      status: 201,
      ms: expect.any(Number),
      msg: 'request',
    });
  });
});
