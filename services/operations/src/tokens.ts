/** What the city is called and where in the national division it lies. */
export interface OperationsOptions {
  readonly city: { readonly name: string; readonly areaPath: string };
  /** Folder of the built page, ending in `/`. Default: that of this package. */
  readonly page?: string;
}

export const OPERATIONS_ENGINES = Symbol('operations.engines');
export const OPERATIONS_OPTIONS = Symbol('operations.options');
