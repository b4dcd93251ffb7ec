import { sqliteEngine } from './sqlite-harness.ts';
import { viewGenerations } from './view-generations.ts';

viewGenerations(sqliteEngine());
