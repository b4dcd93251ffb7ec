import { describe, expect, test } from '@jest/globals';
import { childPath, parentPath, pathsBelow } from './area-path.ts';

describe('area paths', () => {
  test('the way from the city to an area is each prefix in between', () => {
    expect(pathsBelow('42/01/', '42/01/05/011/')).toEqual(['42/01/05/', '42/01/05/011/']);
    expect(pathsBelow('42/01/', '42/01/')).toEqual([]);
    expect(pathsBelow('42/01/', '')).toEqual([]);
  });

  test('an area outside the city is told from the top', () => {
    expect(pathsBelow('42/01/', '43/02/')).toEqual(['43/', '43/02/']);
  });

  test('the parent of a path is one level up', () => {
    expect(parentPath('42/01/05/')).toBe('42/01/');
    expect(parentPath('42/')).toBe('');
  });

  test('a grid belongs to the child of the area it lies in', () => {
    expect(childPath('42/01/', '42/01/05/011/G1/')).toBe('42/01/05/');
    expect(childPath('42/01/', '42/01/')).toBeUndefined();
    expect(childPath('42/01/', '43/01/')).toBeUndefined();
  });
});
