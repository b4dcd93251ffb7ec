import { expect, test } from '@jest/globals';
import { Inject, Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { Shutdown } from '../src/index.ts';
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

const started: string[] = [];

@Injectable()
class Starts implements OnApplicationBootstrap {
  readonly #shutdown: Shutdown;

  constructor(@Inject(Shutdown) shutdown: Shutdown) {
    this.#shutdown = shutdown;
  }

  onApplicationBootstrap() {
    for (const phase of ['intake', 'runners', 'stores'] as const) {
      started.push(phase);
      this.#shutdown.during(phase, phase, () => void started.splice(started.indexOf(phase), 1));
    }
  }
}

@Injectable()
class Fails implements OnApplicationBootstrap {
  onApplicationBootstrap() {
    expect(started).toEqual(['intake', 'runners', 'stores']);
    throw new Error('half way');
  }
}

@Module({ providers: [Starts] })
class StartsModule {}

@Module({ imports: [StartsModule], providers: [Fails] })
class FailsModule {}

test('when a module cannot start, what the others have started is stopped', async () => {
  await expect(startSample({ module: FailsModule })).rejects.toThrow('half way');
  expect(started).toEqual([]);
});

test('what comes up when its phase is over is closed at once', async () => {
  const shutdown = new Shutdown();
  await shutdown.run('runners');
  let closed = false;
  shutdown.during('runners', 'late', () => void (closed = true));
  expect(closed).toBe(true);
});
