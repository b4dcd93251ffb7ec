/** What is known of a service's settings without loading the service: for tools that write about them. */
export { configurationTable } from './configuration-table.ts';
export { settingsOfService } from './service-settings.ts';
export { settingsOf, type Setting, type SettingsSchema } from './setting.ts';
