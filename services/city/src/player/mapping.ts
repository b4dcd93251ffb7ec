import type { Catalogue } from '@linli/contracts';

type Category = Catalogue['classes'][number]['category'];

const matter = (code: string): Category => ({ standard: 'GB/T-47678.5', kind: 'matter', code });

/** The one table that maps the real requests onto the city: a row per request type. `undefined`: no class fits. */
export const categoryOfType: Readonly<Record<string, Category | undefined>> = {
  'Bulky Items': matter('06036'), // 乱堆杂物
  'Metal/Household Appliances': matter('06036'), // 乱堆杂物
  'Electronic Waste': matter('06036'), // 乱堆杂物
  'Illegal Dumping Pickup': matter('06011'), // 积存垃圾渣土
  'Dead Animal Removal': matter('06010'), // 暴露垃圾, the nearest class
  'Graffiti Removal': matter('07001'), // 非法小广告, the nearest class
  'Homeless Encampment': matter('06001'), // 私搭乱建, the nearest class
  'Single Streetlight Issue': matter('01037'), // 路灯异常
  'Multiple Streetlight Issue': matter('01037'), // 路灯异常
  'Report Water Waste': matter('06030'), // 乱倒乱排污水、废水
  Other: undefined,
};

export type Channel = 'grid_worker' | 'hotline' | 'app' | 'web' | 'email' | 'patrol' | 'letter';

/** A row per channel of the real requests. */
export const channelOfSource: Readonly<Record<string, Channel>> = {
  Call: 'hotline',
  'Mobile App': 'app',
  'Driver Self Report': 'patrol',
  'Self Service': 'web',
  Email: 'email',
  "Council's Office": 'hotline',
  Letter: 'letter',
};

/** Types a grid worker must see to at once, whatever the clock says. */
export const urgentTypes: ReadonlySet<string> = new Set(['Multiple Streetlight Issue', 'Report Water Waste']);

/** A row per owning department of the real requests: the unit that handles in the city. */
export const unitOfOwner: Readonly<Record<string, string>> = {
  BOS: 'sanitation:420105', // Bureau of Sanitation
  LASAN: 'sanitation:420105',
  OCB: 'enforcement:420105', // Office of Community Beautification
  BSL: 'lighting:420105', // Bureau of Street Lighting
  LADWP: 'water:420105', // Water and Power
  BSS: 'enforcement:420105', // Bureau of Street Services
  ITA: 'community:420105011010', // information desk: the territorial owner
};
