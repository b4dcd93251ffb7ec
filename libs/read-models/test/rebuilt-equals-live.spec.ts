import { rebuiltEqualsLive } from './rebuilt-equals-live.ts';
import { sqliteEngine } from './sqlite-harness.ts';

rebuiltEqualsLive(sqliteEngine(), 30);
