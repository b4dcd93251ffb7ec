import { exactlyOnce } from '../exactly-once.ts';
import { mongoEngine } from './mongo-harness.ts';

exactlyOnce(mongoEngine(), 15);
