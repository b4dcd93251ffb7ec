import { describe, expect, test } from '@jest/globals';
import { Type } from 'typebox';
import { configurationTable } from './configuration-table.ts';
import { ConfigurationError, loadConfiguration } from './load-configuration.ts';
import { authRule, logRule, logSettings, serviceSettings, settingsOfService } from './service-settings.ts';
import { settingsOf } from './setting.ts';

const schema = Type.Object({
  PORT: Type.Integer({ default: 3000, minimum: 1, maximum: 65_535, description: 'Port to listen on.' }),
  WAIT_MS: Type.Integer({ default: 5, 'x-unit': 'ms', description: 'Pause between two tries.' }),
  RATIO: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  LEVEL: Type.Enum(['info', 'warn'], { default: 'info' }),
  STRICT: Type.Boolean({ default: false }),
  STORE_URL: Type.String({ pattern: '^sqlite:.+$', 'x-example': 'sqlite:/data/log.db' }),
  ISSUER_URL: Type.Optional(Type.String({ format: 'uri' })),
  API_KEY: Type.String({ pattern: '^[a-z]{20}$', 'x-secret': true, description: 'Key of the map server.' }),
});

const sound = { STORE_URL: 'sqlite:a.db', API_KEY: 'abcdefghijklmnopqrst' };

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfiguration(schema, env);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as ConfigurationError).message.split('\n').slice(1);
  }
}

describe('configuration', () => {
  test('is read with types and defaults; an empty variable is one that is not set', () => {
    expect(loadConfiguration(schema, { ...sound, PORT: '', STRICT: 'true', RATIO: '0.25' })).toEqual({
      PORT: 3000,
      WAIT_MS: 5,
      RATIO: 0.25,
      LEVEL: 'info',
      STRICT: true,
      ...sound,
    });
  });

  test('names every problem at once, what is wrong and what would be right', () => {
    expect(
      problemsOf({
        PORT: '80a',
        RATIO: '2',
        LEVEL: 'loud',
        STRICT: 'yes',
        ISSUER_URL: 'nowhere',
        API_KEY: 'x',
      }),
    ).toEqual([
      '- PORT is "80a"; it must be a whole number from 1 to 65535',
      '- RATIO is "2"; it must be a number from 0 to 1',
      '- LEVEL is "loud"; it must be one of info, warn',
      '- STRICT is "yes"; it must be true or false',
      '- STORE_URL is missing; it must be text matching ^sqlite:.+$, for example sqlite:/data/log.db',
      '- ISSUER_URL is "nowhere"; it must be an absolute URL',
      '- API_KEY has a value that is not right (a secret, not shown); it must be text matching ^[a-z]{20}$',
    ]);
  });

  test('never shows the value of a secret', () => {
    const secret = 'hunter2-but-longer-than-it-should-be';
    expect(problemsOf({ ...sound, API_KEY: secret }).join()).not.toContain('hunter2');
    expect(
      configurationTable(Type.Object({ A: Type.String({ default: secret, 'x-secret': true }) })),
    ).not.toContain('hunter2');
  });

  test.each(['3.5', '1e3', '0x10', ' 80', '99999999999999999999', 'Infinity', '0', '65536'])(
    'does not take %s for a port',
    (PORT) => {
      expect(problemsOf({ ...sound, PORT })).toHaveLength(1);
    },
  );

  test('asks rules about several settings only when each is sound alone', () => {
    const rule = ({ PORT }: { PORT: number }) =>
      PORT === 81 ? [{ variable: 'PORT', wrong: 'is 81', right: 'another' }] : [];
    expect(() => loadConfiguration(schema, { ...sound, PORT: '81' }, [rule])).toThrow(
      'PORT is 81; it must be another',
    );
    expect(() => loadConfiguration(schema, { PORT: '81' }, [rule])).not.toThrow('PORT is 81');
  });

  test('is written down as a table from the same schema', () => {
    expect(configurationTable(schema).split('\n').slice(0, 4)).toEqual([
      '| setting | meaning | value | unit | default | secret |',
      '| --- | --- | --- | --- | --- | --- |',
      '| `PORT` | Port to listen on. | a whole number from 1 to 65535 | – | `3000` | no |',
      '| `WAIT_MS` | Pause between two tries. | a whole number | ms | `5` | no |',
    ]);
    expect(configurationTable(schema)).toContain(
      '| `API_KEY` | Key of the map server. | text matching `^[a-z]{20}$` | – | required | yes |',
    );
  });
});

describe('settings of every service', () => {
  const settings = serviceSettings('incidents');
  const load = (env: Record<string, string>) => loadConfiguration(settings, env, [authRule]);
  const provider = {
    AUTH_JWKS_URL: 'https://id.example.org/jwks.json',
    AUTH_ISSUER: 'https://id.example.org',
    AUTH_AUDIENCE: 'linli',
  };

  test('have a default for everything but whose tokens are believed', () => {
    expect(() => load({})).toThrow('AUTH_JWKS_URL is missing');
    expect(load({ AUTH_LOCAL_KEY_FILE: 'key.json' })).toMatchObject({
      HTTP_PORT: 3000,
      READ_MODEL_URL: 'sqlite:.linli/incidents/views.db',
      EVENT_BUS_URL: 'embedded:',
    });
    expect(load(provider)).toMatchObject(provider);
  });

  test('an identity provider needs its claims, and suffers no local issuer beside it', () => {
    expect(() => load({ AUTH_JWKS_URL: provider.AUTH_JWKS_URL })).toThrow(
      /AUTH_ISSUER is missing[^]*AUTH_AUDIENCE/,
    );
    expect(() => load({ ...provider, AUTH_LOCAL_KEY_FILE: 'key.json' })).toThrow(
      'is set beside AUTH_JWKS_URL',
    );
  });

  test('a local session needs the local issuer', () => {
    expect(load({ AUTH_LOCAL_KEY_FILE: 'key.json' })).toMatchObject({ AUTH_LOCAL_SESSION: false });
    expect(load({ AUTH_LOCAL_KEY_FILE: 'key.json', AUTH_LOCAL_SESSION: 'true' })).toMatchObject({
      AUTH_LOCAL_SESSION: true,
    });
    expect(() => load({ ...provider, AUTH_LOCAL_SESSION: 'true' })).toThrow(
      'AUTH_LOCAL_SESSION is true beside AUTH_JWKS_URL',
    );
  });

  test('a vault that is a server asks for a token in a file, and a file for none', () => {
    const vault = (env: Record<string, string>) =>
      loadConfiguration(logSettings('incidents'), env, [logRule]);
    const server = { VAULT_URL: 'https://openbao:8200' };
    expect(vault({ ...server, VAULT_TOKEN_FILE: '/run/token' })).toMatchObject(server);
    expect(() => vault(server)).toThrow(/VAULT_TOKEN_FILE is missing/);
    expect(() => vault({ VAULT_TOKEN_FILE: '/run/token' })).toThrow(/VAULT_TOKEN_FILE is set/);
    expect(() => vault({ VAULT_URL: 'ftp://keys' })).toThrow(/VAULT_URL/);
  });

  test('a log is a SQLite file or in a KurrentDB, and a user and a password of it belong together', () => {
    const log = (env: Record<string, string>) => loadConfiguration(logSettings('incidents'), env, [logRule]);
    expect(log({})).toEqual({
      EVENT_STORE_URL: 'sqlite:.linli/incidents/log.db',
      VAULT_URL: 'sqlite:.linli/incidents/vault.db',
    });
    for (const url of [
      'kurrentdb://localhost:2113?tls=false',
      'kurrentdb://kurrentdb',
      'esdb://a:2113,b:2113,c:2113?tls=true&nodePreference=leader',
      'kurrentdb+discover://logs.example.org:2113',
    ])
      expect(log({ EVENT_STORE_URL: url }).EVENT_STORE_URL).toBe(url);
    const EVENT_STORE_URL = 'kurrentdb://incidents@kurrentdb:2113?tls=true';
    expect(() => log({ EVENT_STORE_URL })).toThrow('EVENT_STORE_PASSWORD is missing');
    expect(log({ EVENT_STORE_URL, EVENT_STORE_PASSWORD_FILE: 'f' }).EVENT_STORE_URL).toBe(EVENT_STORE_URL);
    expect(() => log({ EVENT_STORE_URL, EVENT_STORE_PASSWORD_FILE: 'f', EVENT_STORE_PASSWORD: 'p' })).toThrow(
      'EVENT_STORE_PASSWORD is set twice',
    );
    expect(() => log({ EVENT_STORE_PASSWORD: 'p' })).toThrow('EVENT_STORE_PASSWORD is set;');
  });

  test('a password that stands in the URL of a log is refused, and not shown', () => {
    const EVENT_STORE_URL = 'kurrentdb://incidents:hunter2@kurrentdb:2113?tls=true';
    const load = () => loadConfiguration(logSettings('incidents'), { EVENT_STORE_URL });
    expect(load).toThrow('EVENT_STORE_URL is "kurrentdb://incidents:…@kurrentdb:2113?tls=true"');
    expect(load).not.toThrow(/hunter2/);
  });

  test('every setting says what it means, and those in units which', () => {
    const all = settingsOf(settingsOfService('incidents', { ownsLog: true }));
    for (const { description } of all) expect(description.length).toBeGreaterThan(12);
    for (const { name, unit } of all) if (/_(MS|BYTES)$/.test(name)) expect(unit).toBeDefined();
  });

  test('hold those of a log only where there is one, and the service’s own', () => {
    const own = Type.Object({ CITY_NAME: Type.String() });
    const owner = settingsOfService('incidents', { ownsLog: true }).properties;
    const reader = settingsOfService('operations', { ownsLog: false, own }).properties;
    expect(owner).toHaveProperty('EVENT_STORE_URL');
    expect(reader).not.toHaveProperty('EVENT_STORE_URL');
    expect(reader).toHaveProperty('CITY_NAME');
    expect(reader).toHaveProperty('HTTP_PORT');
  });
});
