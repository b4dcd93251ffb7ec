import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const contexts = ['residents', 'party', 'incidents', 'sanitation', 'finance', 'operations', 'subscriptions'];

export default tseslint.config(
  { ignores: ['**/dist', '**/out-tsc', '**/node_modules', '**/generated'] },
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
            { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib', 'type:contracts', 'type:app'] },
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
  {
    // Deciders are pure: `incident/incident.ts` knows neither framework, clock, randomness nor I/O.
    files: ['src/*/*.ts'],
    ignores: [
      'src/*/*.*.ts',
      'src/views/**',
      'src/policies/**',
      'src/player/**',
      'src/http/**',
      'tools/**',
      'test/**',
    ],
    rules: {},
  },
);
