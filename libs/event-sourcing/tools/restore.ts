import { restoreLog } from '../src/sqlite/copy-log.ts';
import { copyTool } from './copy-tool.ts';

await copyTool(
  `npm run restore -- <backup> <log> [--until <position>] [--help]

Puts a backup where a service has its event log. The backup is proved first, event by event, and against the .head file
beside it; the service must have been stopped, and the files of its present log must have been moved away.
Events recorded after the backup are gone from the log: docs/runbook.md says what else that means.

--until <position>  restores the events up to this position only, which must be the end of a command

Exit code 0: done. 1: not done, with the reason; nothing has been put in place then.`,
  'restored',
  restoreLog,
  true,
);
