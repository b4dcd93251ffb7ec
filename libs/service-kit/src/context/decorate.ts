/** Where a decorator of a parameter puts what it decorates. */
type ParameterDecorators = readonly ((target: object, method: string, index: number) => void)[];

/**
 * Gives a class a method with Nest's own decorators, as if it had been written out: those of its parameters first, since
 * some of them describe the method.
 */
export function addRoute(
  controller: new (...args: never[]) => object,
  name: string,
  handle: (...args: never[]) => unknown,
  parameters: ParameterDecorators,
  ...decorators: readonly MethodDecorator[]
): void {
  const prototype = controller.prototype as object;
  Object.defineProperty(handle, 'name', { value: name });
  Object.defineProperty(prototype, name, { value: handle, writable: true, configurable: true });
  Reflect.defineMetadata(
    'design:paramtypes',
    parameters.map(() => Object),
    prototype,
    name,
  );
  parameters.forEach((decorate, index) => decorate(prototype, name, index));
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor;
  for (const decorate of decorators) decorate(prototype, name, descriptor);
}

/** `list-party-tree` → `listPartyTree`. */
export function camel(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
