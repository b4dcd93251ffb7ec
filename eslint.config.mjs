import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const contexts = ['residents', 'party', 'incidents', 'sanitation', 'finance', 'operations', 'subscriptions'];

const everywhere = tseslint.config(
  { ignores: ['**/dist', '**/.cache', '**/out-tsc', '**/node_modules', '**/generated'] },
  ...tseslint.configs.recommended,
  prettier,
  {
    plugins: { '@nx': nx },
    files: ['**/*.ts', '**/*.tsx'],
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@nx/enforce-module-boundaries': [
        'error',
        {
          allow: [],
          depConstraints: [
            { sourceTag: 'type:contracts', onlyDependOnLibsWithTags: ['type:contracts'] },
            { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib', 'type:contracts'] },
            // Patterns of rules are pure: they build on the decider and the published language.
            {
              sourceTag: 'type:domain',
              onlyDependOnLibsWithTags: ['type:domain', 'type:lib', 'type:contracts'],
            },
            {
              sourceTag: 'type:app',
              onlyDependOnLibsWithTags: ['type:domain', 'type:lib', 'type:contracts', 'type:app'],
            },
            { sourceTag: 'type:web', onlyDependOnLibsWithTags: ['type:contracts', 'scope:operations'] },
            // No service imports another: what crosses is the published language and the libraries.
            ...contexts.map((context) => ({
              sourceTag: `scope:${context}`,
              onlyDependOnLibsWithTags: [`scope:${context}`, 'scope:shared'],
            })),
            { sourceTag: 'scope:shared', onlyDependOnLibsWithTags: ['scope:shared'] },
            { sourceTag: 'type:bench', onlyDependOnLibsWithTags: ['*'] },
          ],
        },
      ],
    },
  },
);

export default everywhere;

/**
 * The same, and deciders held pure in these files: they know neither framework, clock, randomness nor I/O. Those come in
 * with the command.
 */
export const decidersIn = (...files) =>
  tseslint.config(...everywhere, {
    files,
    ignores: [
      'src/{grids,reactions,seed,views}/**',
      '**/*.{commands,controller,queries,spec,view}.ts',
      '**/{china-division,import-divisions,text-hash}.ts',
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [
                'node:*',
                '@nestjs/*',
                'fastify',
                '@linli/service-kit',
                '@linli/read-models',
                '@linli/event-bus',
                '@linli/privacy',
              ],
              message: 'A decider knows no framework and does no I/O.',
            },
          ],
        },
      ],
      'no-restricted-globals': [
        'error',
        'process',
        'fetch',
        'crypto',
        'performance',
        'setTimeout',
        'setInterval',
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time comes in with the command.' },
        { object: 'Math', property: 'random', message: 'Randomness comes in with the command.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Time comes in with the command.',
        },
      ],
    },
  });
