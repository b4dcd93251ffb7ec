import { contextModule, serve } from '@linli/service-kit';
import { access } from './access.ts';
import * as roadDefectCommands from './road-defect/road-defect.commands.ts';
import { roadDefect, roadDefectClocks } from './road-defect/road-defect.ts';
import { roadDefects } from './road-defect/road-defect.view.ts';

/** The context of sanitation so far: defects of roads. */
export const SanitationModule = contextModule('sanitation', {
  access,
  aggregates: [serve(roadDefect, roadDefectCommands)],
  policies: [roadDefectClocks],
  views: [roadDefects],
});
