import { contextModule, type Look, serve } from '@linli/service-kit';
import { Logger } from '@nestjs/common';
import { access } from './access.ts';
import { registerOf } from './area-path.ts';
import * as disclosureCommands from './disclosure/disclosure.commands.ts';
import { disclosure, disclosureRhythm } from './disclosure/disclosure.ts';
import { disclosures } from './disclosure/disclosure.view.ts';
import { textHash } from './disclosure/text-hash.ts';
import * as divisionCommands from './division/division.commands.ts';
import { divisionRegister } from './division/division.ts';
import * as personKeysCommands from './person-keys/person-keys.commands.ts';
import { personKeys } from './person-keys/person-keys.ts';
import { seedJiangxinyuan } from './seed/seed-jiangxinyuan.ts';
import * as territoryCommands from './territory/territory.commands.ts';
import { territory } from './territory/territory.ts';
import { AreaTreeController } from './views/area-tree.controller.ts';
import { areaTree } from './views/area-tree.ts';
import * as villageClusterCommands from './village-cluster/village-cluster.commands.ts';
import { villageCluster } from './village-cluster/village-cluster.ts';

export interface ResidentsOptions {
  /** Founded before the first request is taken; nothing of it is recorded twice. */
  readonly seed?: 'jiangxinyuan';
}

const divisions = ({ communityCode }: { readonly communityCode: string }, look: Look) =>
  look.stream(divisionRegister, registerOf(communityCode));

/** The residents' context so far: places, and the affairs that are disclosed to those who live there. */
export const ResidentsModule = contextModule<ResidentsOptions>('residents', {
  access,
  aggregates: [
    serve(divisionRegister, divisionCommands),
    serve(territory, territoryCommands, { known: { CreateArea: { divisions }, ApplyPlan: { divisions } } }),
    serve(villageCluster, villageClusterCommands),
    serve(disclosure, disclosureCommands, {
      known: { PublishDisclosure: { sha256: ({ text }) => ({ value: textHash(text) }) } },
    }),
    serve(personKeys, personKeysCommands),
  ],
  policies: [disclosureRhythm],
  views: [areaTree, disclosures],
  controllers: [AreaTreeController],
  async found({ desk, engines }, { seed }) {
    if (seed === undefined) return;
    const recorded = await seedJiangxinyuan({ desk, tenant: engines.tenant });
    if (recorded > 0) new Logger('residents').log(`founded Jiangxinyuan: ${recorded} events`);
  },
});
