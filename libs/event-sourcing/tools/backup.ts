import { backUpLog } from '../src/sqlite/copy-log.ts';
import { copyTool } from './copy-tool.ts';

await copyTool(
  `npm run backup -- <log> <file> [--help]

Copies an event log as it is at one moment, while its service runs or after. Every event of the copy is proved against
its digest, and <file>.head beside the copy says how far it reaches: keep the two together.
Every event acknowledged before the backup began is in it. Do not copy a log by other means while its service runs: what
stands in its write-ahead log would be missing, and nothing would tell.

<log>   a SQLite log: .linli/incidents.log.db
<file>  where the copy goes; nothing may be there yet

Exit code 0: done. 1: not done, with the reason; no copy is left then.`,
  'backed up',
  (from, to) => backUpLog(from, to),
);
