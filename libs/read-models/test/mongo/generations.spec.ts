import { rebuiltEqualsLive } from '../rebuilt-equals-live.ts';
import { viewGenerations } from '../view-generations.ts';
import { mongoEngine } from './mongo-harness.ts';

viewGenerations(mongoEngine());
rebuiltEqualsLive(mongoEngine(), 5);
