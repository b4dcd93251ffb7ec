import { Type } from 'typebox';

/** Besides those of every service. */
export const settings = Type.Object({
  CITY_NAME: Type.String({ minLength: 1, default: '邻里', description: 'What the screens call the city.' }),
  CITY_AREA: Type.String({
    pattern: '^([0-9A-Za-z]+/)*$',
    default: '',
    'x-example': '42/01/05/011/010/',
    description: 'Area path of the city; empty when the logs hold nothing but it.',
  }),
});
