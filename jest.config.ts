import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  roots: ['<rootDir>/spec'],
  testMatch: ['**/*.spec.ts'],
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.json' }] },
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^rxwire$': '<rootDir>/lib/index.ts',
    '^rxwire/(.*)$': '<rootDir>/lib/$1/index.ts',
  },
  setupFilesAfterEnv: ['<rootDir>/spec/support/propertySeed.ts', '<rootDir>/spec/support/strictErrors.ts'],
  reporters: ['default', '<rootDir>/spec/support/forbidSkips.cjs'],
  coverageProvider: 'babel',
  collectCoverageFrom: ['lib/**/*.ts', '!lib/**/index.ts'],
};

export default config;
