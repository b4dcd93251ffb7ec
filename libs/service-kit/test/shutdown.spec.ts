import { expect, test } from '@jest/globals';
import { startSample } from './start-sample.ts';

test('what does not end cleanly is named, and everything else ends all the same', async () => {
  const { app, url } = await startSample();
  const ended: string[] = [];
  app.shutdown.during('intake', 'streams', () => Promise.reject(new Error('stuck')));
  app.shutdown.during('runners', 'board', () => {
    throw new Error('half a batch');
  });
  app.shutdown.during('runners', 'clocks', () => void ended.push('clocks'));
  app.shutdown.during('stores', 'bus', () => void ended.push('bus'));
  app.shutdown.during('stores', 'log', () => void ended.push('log'));
  const failure: unknown = await app.stop().catch((error: unknown) => error);
  expect((failure as AggregateError).errors.map(String)).toEqual([
    'Error: streams did not stop cleanly',
    'Error: board did not stop cleanly',
  ]);
  expect(ended).toEqual(['clocks', 'bus', 'log']);
  await expect(fetch(`${url}/health/live`)).rejects.toThrow();
});

test('stopping twice is stopping once', async () => {
  const { app } = await startSample();
  let closed = 0;
  app.shutdown.during('stores', 'log', () => void closed++);
  await Promise.all([app.stop(), app.stop()]);
  expect(closed).toBe(1);
});

test('an idle connection does not hold the service up', async () => {
  const { app, ask } = await startSample({ http: { stopTimeoutMs: 600_000 } });
  expect((await ask('/v1/samples')).headers.get('connection')).toBe('keep-alive');
  await app.stop();
});
