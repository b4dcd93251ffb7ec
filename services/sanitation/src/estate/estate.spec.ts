import { describe, test } from '@jest/globals';
import { type EstateEvent, signKinds } from '@linli/contracts';
import { given } from '@linli/testing';
import { estate, requiredSigns } from './estate.ts';

type Kind = (typeof signKinds)[number];

const asked = { name: '江欣苑', areaPath: '42/01/05/011/010/' };
const install = (kind: Kind, place = '1') => ({ type: 'InstallSign', kind, place }) as const;
const remove = (kind: Kind, place = '1') => ({ type: 'RemoveSign', kind, place }) as const;
const registered: EstateEvent = {
  type: 'EstateRegistered',
  data: { ...asked, missing: [...signKinds], policy: 1 },
};
const installed = (kind: Kind, missing: Kind[], place = '1', policy = 1): EstateEvent => ({
  type: 'SignInstalled',
  data: { kind, place, missing, policy },
});
const removed = (kind: Kind, missing: Kind[], place = '1'): EstateEvent => ({
  type: 'SignRemoved',
  data: { kind, place, missing, policy: 1 },
});

const [map, notices, disclosures, plate, green] = signKinds;
const four = given(estate).events(
  registered,
  installed(map, [notices, disclosures, plate, green]),
  installed(notices, [disclosures, plate, green]),
  installed(disclosures, [plate, green]),
  installed(plate, [green]),
);
const all = four.events(installed(green, []));

test('S-22: an estate is registered once', () => {
  const register = { type: 'RegisterEstate', ...asked } as const;
  given(estate).when(register).then(registered);
  given(estate).events(registered).when(register).thenRefused('S-22', 'registered-before');
});

describe('S-13: signs of estates', () => {
  test('S-13: with four of the five kinds an estate is incomplete and the missing one is named', () => {
    given(estate)
      .events(registered, installed(map, [notices, disclosures, plate, green]))
      .events(installed(notices, [disclosures, plate, green]), installed(disclosures, [plate, green]))
      .when(install(plate))
      .then(installed(plate, [green]));
    four.when(install(green)).then(installed(green, []));
  });

  test.each(signKinds)('S-13: where the last %s goes, it is missing', (kind) => {
    all.when(remove(kind)).then(removed(kind, [kind]));
  });

  test('S-13: of several signs of a kind, one that goes leaves nothing missing', () => {
    const two = all.events(installed(plate, [], '2'));
    two.when(remove(plate, '2')).then(removed(plate, [], '2'));
    two
      .events(removed(plate, [], '2'))
      .when(remove(plate))
      .then(removed(plate, [plate]));
  });

  test('S-13: at one place one sign of a kind stands, beside others', () => {
    four.when(install(plate)).thenRefused('S-13', 'installed-before', 'place');
    four.when(install(plate, '2')).then(installed(plate, [green], '2'));
    all
      .events(removed(plate, [plate]))
      .when(install(plate))
      .then(installed(plate, []));
  });

  test('S-13: a sign that does not stand there is not removed', () => {
    four.when(remove(plate, '2')).thenRefused('S-13', 'not-installed', 'place');
    four.when(remove(green)).thenRefused('S-13', 'not-installed', 'place');
  });

  test('S-13: an estate that nobody registered has no signs', () => {
    given(estate).when(install(map)).thenRefused('S-13', 'estate-unknown');
    given(estate).when(remove(map)).thenRefused('S-13', 'estate-unknown');
  });

  test('S-13: the kinds are those of the version in force, and the event names it', () => {
    const policies = [[requiredSigns, { version: 3, kinds: [map, green] }]] as const;
    given(estate)
      .events(registered)
      .when(install(map), { policies })
      .then(installed(map, [green], '1', 3));
  });

  test('S-13: a kind is required once', () => {
    const twice = { content: { version: 1, kinds: [map, green, map] } };
    given(requiredSigns.decider).when(twice).thenRefused('S-13', 'kind-twice', 'kinds');
    given(requiredSigns.decider)
      .when({ content: requiredSigns.first })
      .then({ type: 'RequiredSignsSet', data: requiredSigns.first });
  });
});
