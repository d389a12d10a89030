import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import rxjsX from 'eslint-plugin-rxjs-x';
import finnish from './spec/support/lint/finnish.cjs';

export default defineConfig(
  { ignores: ['dist/', 'node_modules/', 'coverage/', 'docs/examples/angular/'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { 'rxjs-x': rxjsX, rxwire: { rules: { finnish } } },
    rules: {
      // `typeof import('rxwire')` is how a test names the type of what it loads a second time.
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'rxjs-x/no-internal': 'error',
      'rxjs-x/no-nested-subscribe': 'error',
      'rxjs-x/no-async-subscribe': 'error',
      'rxwire/finnish': 'error',
    },
  },
  {
    // The library: public types are explicit, time comes from RxJS, platforms are injected.
    files: ['lib/**/*.ts'],
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      'no-restricted-globals': [
        'error',
        'setTimeout',
        'setInterval',
        'setImmediate',
        'clearTimeout',
        'clearInterval',
        'queueMicrotask',
        'process',
        'Buffer',
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time comes from RxJS schedulers (law 18).' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          // As the default of an option it is named, not called.
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: 'Randomness is injected (law 18).',
        },
      ],
    },
  },
  {
    files: ['lib/node/**/*.ts', 'lib/server/**/*.ts', 'lib/redis/**/*.ts', 'lib/cli/**/*.ts'],
    rules: { 'no-restricted-globals': 'off' },
  },
  // What is measured is written the way that an application without operators would.
  { files: ['spec/bench/**/*.ts'], rules: { 'rxjs-x/no-nested-subscribe': 'off' } },
  { files: ['**/*.js', '**/*.mjs', '**/*.cjs'], ...tseslint.configs.disableTypeChecked },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
