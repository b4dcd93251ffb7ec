import { contextModule, serve } from '@linli/service-kit';
import { access } from './access.ts';
import * as estateCommands from './estate/estate.commands.ts';
import { estate, requiredSigns } from './estate/estate.ts';
import { estates } from './estate/estate.view.ts';
import * as roadDefectCommands from './road-defect/road-defect.commands.ts';
import { roadDefect, roadDefectClocks } from './road-defect/road-defect.ts';
import { roadDefects } from './road-defect/road-defect.view.ts';
import * as segmentCommands from './segment/segment.commands.ts';
import { segment } from './segment/segment.ts';
import { segments } from './segment/segment.view.ts';

/** The context of sanitation so far: defects of roads, the signs of estates, and duty segments. */
export const SanitationModule = contextModule('sanitation', {
  access,
  aggregates: [
    serve(roadDefect, roadDefectCommands),
    serve(estate, estateCommands),
    serve(segment, segmentCommands),
  ],
  policies: [roadDefectClocks, requiredSigns],
  views: [roadDefects, estates, segments],
});
