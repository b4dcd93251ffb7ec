import { openRecorder } from '../../src/history/recorder.ts';

/** Writes numbered notes until it is killed, and tells each number once its note is written. */
const recorder = openRecorder(process.argv[2] as string, 'killed');
for (let number = 1; ; number += 1) {
  recorder.note('child', { kind: 'lag', consumer: 'board', lag: number });
  if (number % 100 !== 0) continue;
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(`${number}\n`, (error) => (error ? reject(error) : resolve()));
  });
}
