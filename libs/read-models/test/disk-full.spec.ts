import { expect, test } from '@jest/globals';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ref, source } from '../src/conformance/samples.ts';
import { SqliteDocumentStore } from '../src/sqlite/sqlite-document-store.ts';
import { makeFolder } from './sqlite-harness.ts';

const script = fileURLToPath(new URL('./committing-child.ts', import.meta.url));

interface Answer {
  readonly position: number;
  readonly reason?: string;
}

async function commit(child: ChildProcess): Promise<Answer> {
  const answer = once(child, 'message');
  child.send('commit');
  return (await answer)[0] as Answer;
}

test('a commit that finds no space is refused as full and leaves nothing; with space it goes through', async () => {
  const folder = await makeFolder();
  const file = join(folder.path, 'views.sqlite');
  const child = spawn(
    'sh',
    ['-c', 'ulimit -S -f 4000; exec "$0" "$@"', process.execPath, '--conditions=@linli/source', script, file],
    {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  try {
    expect((await once(child, 'message'))[0]).toBe('open');
    let answer = await commit(child);
    while (answer.reason === undefined) answer = await commit(child);
    expect(answer.reason).toBe('full');
    const stored = answer.position;
    expect(stored).toBeGreaterThan(8);
    expect(await commit(child)).toEqual({ position: stored, reason: 'full' });

    execFileSync('prlimit', [`--pid=${child.pid}`, '--fsize=unlimited']);
    expect(await commit(child)).toEqual({ position: stored + 4 });
    child.disconnect();
    await once(child, 'exit');

    const documents = await SqliteDocumentStore.open({ file });
    expect((await documents.checkpoints(ref))[0]?.position).toBe(stored + 4);
    for (let at = 1; at <= stored + 4; at += 1) {
      const [facet] = await documents.get(ref, 'docs', `k${(at - 1) % 4}`, { [source]: at });
      expect(facet?.position).toBe(at);
    }
    await documents.close();
  } finally {
    child.kill('SIGKILL');
    await folder.remove();
  }
}, 120_000);
