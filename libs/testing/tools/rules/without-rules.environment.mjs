import { appendFileSync, readFileSync, statSync } from 'node:fs';
import TestEnvironment from '../../../../jest.environment.mjs';

/**
 * Runs every test of a file as it is, and then once for each rule it may name, with that rule out, until a test has
 * failed for it. Tests are run by Jest as ever, with their hooks; what came of them is added to the record, one JSON
 * object a line, which the other workers read too.
 */
export default class extends TestEnvironment {
  #options;
  #spec;
  #fallen = new Set();
  #read = 0;
  /** Test that is repeated → rule that is out meanwhile, and the test as it was written. */
  #repeats = new Map();

  constructor(config, context) {
    super(config, context);
    this.#options = JSON.parse(readFileSync(config.projectConfig.testEnvironmentOptions.trial, 'utf8'));
    this.#spec = context.testPath;
  }

  handleTestEvent(event, state) {
    switch (event.name) {
      case 'run_start':
        this.#record({ loaded: true });
        this.#repeat(state.rootDescribeBlock, '');
        break;
      case 'test_start':
        this.#begin(event.test);
        break;
      case 'test_done':
        this.#end(event.test);
        break;
    }
  }

  #repeat(block, above) {
    const children = block.children.flatMap((child) => {
      const name = `${above} ${child.name}`.trim();
      if (child.type === 'describeBlock') {
        this.#repeat(child, name);
        return [child];
      }
      const repeats = this.#options.rules
        .filter(({ specs, named }) => specs.includes(this.#spec) && new RegExp(named).test(name))
        .map(({ rule }) => {
          const repeat = { ...child, errors: [], retryReasons: [], concurrent: false };
          this.#repeats.set(repeat, { rule, original: child, name });
          return repeat;
        });
      return [child, ...repeats];
    });
    block.children.splice(0, block.children.length, ...children);
  }

  #begin(test) {
    const repeat = this.#repeats.get(test);
    if (repeat === undefined) return;
    this.#readRecord();
    if (repeat.original.errors.length > 0 || this.#fallen.has(repeat.rule)) {
      test.mode = 'skip';
      return;
    }
    this.#record({ tried: repeat.rule, name: repeat.name });
    this.global.linliRuleOut = repeat.rule;
  }

  #end(test) {
    const repeat = this.#repeats.get(test);
    const failed = test.errors.length > 0;
    this.global.linliRuleOut = undefined;
    if (repeat === undefined) {
      if (failed)
        this.#record({ broken: test.name, why: String(test.errors[0]?.[0]?.message ?? test.errors[0]) });
      return;
    }
    // It has failed as it should: nobody reads why.
    test.errors.length = 0;
    this.#record(failed ? { caught: repeat.rule, name: repeat.name } : { passed: repeat.rule });
  }

  #record(what) {
    appendFileSync(this.#options.record, `${JSON.stringify({ ...what, spec: this.#spec })}\n`);
  }

  #readRecord() {
    if (statSync(this.#options.record).size === this.#read) return;
    const text = readFileSync(this.#options.record, 'utf8');
    this.#read = Buffer.byteLength(text);
    for (const line of text.split('\n').slice(0, -1)) {
      const { caught } = JSON.parse(line);
      if (caught !== undefined) this.#fallen.add(caught);
    }
  }
}
