export { SanitationModule } from './sanitation.module.ts';
export { roadDefects } from './road-defect/road-defect.view.ts';
