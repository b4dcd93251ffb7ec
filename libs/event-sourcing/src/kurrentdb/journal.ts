/** Where the store notes that it has lost its server and found it again; a pino logger is one. */
export interface KurrentJournal {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}
