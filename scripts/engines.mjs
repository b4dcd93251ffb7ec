import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { node24 } from './node24.mjs';
import { root } from './setup.mjs';

/** The one engine a CI may lack: no registry has its server, so a run without URL and Docker names it and goes on. */
const optionalInCi = ['kurrentdb'];

/** Specs that need an engine live in a folder named after it. */
const folders = {
  kafka: '/test/kafka/',
  mongo: '/test/mongo/',
  kurrentdb: '/test/kurrentdb/',
  openbao: '/test/openbao/',
};
/** Specs of the whole city, which starts a broker and a document store for itself from the local recipes. */
const distributed = { path: '/test/distributed/', engines: ['kafka', 'mongo'] };
const page = '/operations/test/page/';

/**
 * What the tests can run against on this machine: a line for each engine, the paths that have to be left out of the run,
 * and for each of those what is not run, why, what would make it run, and whether a CI may do without.
 */
export function locateEngines() {
  const found = { lines: [], ignored: [], notRun: [] };
  const leaveOut = (path, what, { reason, remedy }, engine) => {
    found.ignored.push(path);
    found.notRun.push({ text: `${what}: ${reason} (${remedy})`, optional: optionalInCi.includes(engine) });
  };
  const engines = JSON.parse(
    execFileSync(node24(), ['--conditions=@linli/source', 'libs/testing/tools/describe-engines.ts'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  for (const { engine, line, missing, missingRecipe } of engines) {
    found.lines.push(line);
    if (missing) leaveOut(folders[engine], `tests in ${folders[engine]}`, missing, engine);
    else if (missingRecipe) {
      for (const spec of specsWithServersOfTheirOwn(engine)) leaveOut(spec, spec, missingRecipe, engine);
    }
  }
  const short = engines.find(
    ({ engine, missing, missingRecipe }) =>
      distributed.engines.includes(engine) && (missing ?? missingRecipe),
  );
  if (short)
    leaveOut(
      distributed.path,
      `tests in ${distributed.path}`,
      short.missing ?? short.missingRecipe,
      short.engine,
    );
  const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (existsSync(chromium)) found.lines.push(`chromium=${chromium}`);
  else {
    const missing = {
      reason: `no ${chromium}`,
      remedy: 'apt-get install chromium fonts-noto-cjk, then npm test',
    };
    found.lines.push(`chromium=not run (${missing.reason})`);
    leaveOut(page, 'the page in a real browser', missing, 'chromium');
  }
  return found;
}

/** A server that a spec kills or freezes comes from the local recipe, even where a shared one comes from elsewhere. */
function specsWithServersOfTheirOwn(engine) {
  const starts = { kafka: ['startKafka(', 'provisionKafka('], mongo: ['startMongo('] }[engine];
  if (!starts) return [];
  return ['libs', 'services', 'deploy', 'chaos']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true }).map((path) => join(folder, path)),
    )
    .map((path) => path.split(sep).join('/'))
    .filter(
      (path) => /\/test\/(kafka|mongo)\/.*\.spec\.ts$/.test(path) && !/node_modules|\/dist\//.test(path),
    )
    .filter((spec) => {
      const text = readFileSync(join(root, spec), 'utf8');
      return starts.some((start) => text.includes(start));
    })
    .map((spec) => `/${spec}`);
}
