import { TestEnvironment } from 'jest-environment-node';
import { types } from 'node:util';

/** Objects made by Node's core belong to another realm than the specs'; this makes `instanceof` answer across it. */
export default class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    const across = (constructor, isNative) =>
      Object.defineProperty(constructor, Symbol.hasInstance, {
        configurable: true,
        value(value) {
          return (
            (this === constructor && isNative(value)) ||
            Function.prototype[Symbol.hasInstance].call(this, value)
          );
        },
      });
    across(this.global.Error, types.isNativeError);
    across(this.global.Date, types.isDate);
    across(this.global.Map, types.isMap);
    across(this.global.Set, types.isSet);
    across(this.global.RegExp, types.isRegExp);
    across(this.global.Promise, types.isPromise);
    across(this.global.Uint8Array, types.isUint8Array);
  }
}
