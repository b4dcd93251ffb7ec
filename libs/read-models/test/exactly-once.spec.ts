import { exactlyOnce } from './exactly-once.ts';
import { sqliteEngine } from './sqlite-harness.ts';

exactlyOnce(sqliteEngine(), 200);
