import type { DataOf } from '../define-events.ts';
import type { incidentsPolicyEvents } from './policies.ts';

/** Data of `CatalogueVersionActivated`. */
export type Catalogue = DataOf<typeof incidentsPolicyEvents.CatalogueVersionActivated>;
type Category = Catalogue['classes'][number]['category'];
type View = Catalogue['views'][number];

/**
 * Which standard the codes belong to: GB/T 47678.5 (城市运行管理服务平台, part 5), which replaces GB/T 30428.2-2013. The
 * numbers and names are those of the map in `anchors.md` B-5.4, typed by a third party from the standard's annexes; they
 * have not been compared with the printed standard.
 */
export const standardId = 'GB/T-47678.5';

/** A matter (事项) of the standard. The kind is part of the key: component 01001 and matter 01001 both exist (B-5.1). */
export function matter(code: string): Category {
  return { standard: standardId, kind: 'matter', code };
}

/** Chinese names as in the source of the codes, English names our own. */
const classes: readonly (readonly [code: string, zh: string, en: string])[] = [
  ['01002', '污水井盖异常', 'Sewer manhole cover fault'],
  ['01037', '路灯异常', 'Street lamp fault'],
  ['06001', '私搭乱建', 'Unauthorised building'],
  ['06008', '擅自架设管线、杆线设施', 'Unauthorised pipes, poles and cables'],
  ['06010', '暴露垃圾', 'Exposed rubbish'],
  ['06011', '积存垃圾渣土', 'Accumulated rubbish or spoil'],
  ['06013', '道路破损', 'Damaged road surface'],
  ['06014', '遗撒', 'Spillage on the road'],
  ['06017', '绿地脏乱', 'Littered green space'],
  ['06027', '油烟污染', 'Cooking fume pollution'],
  ['06030', '乱倒乱排污水、废水', 'Illegal dumping of waste water'],
  ['06036', '乱堆杂物', 'Clutter piled up'],
  ['06042', '垃圾站(箱)满溢', 'Overflowing rubbish bin or station'],
  ['06043', '遮阳篷(棚、伞)破损', 'Broken awning or canopy'],
  ['06045', '占绿毁绿', 'Green space occupied or destroyed'],
  ['07001', '非法小广告', 'Illegal stickers and posters'],
  ['07003', '违规户外广告', 'Unauthorised outdoor advertising'],
  ['07006', '违规牌匾标识', 'Unauthorised shop sign'],
  ['07007', '违规标语宣传品', 'Unauthorised banner'],
  ['08006', '施工物料乱堆放', 'Building material piled up'],
  ['09001', '无照经营游商', 'Unlicensed street vendor'],
  ['09005', '店外经营', 'Trading outside the shop'],
  ['09006', '占道经营', 'Trading on the roadway'],
  ['09009', '机动车乱停放', 'Motor vehicle parked in the way'],
  ['09010', '非机动车乱停放', 'Bicycle or e-bike parked in the way'],
  ['09012', '占用消防通道', 'Blocked fire lane'],
];

function group(zh: string, en: string, ...codes: readonly string[]): View['groups'][number] {
  return { zh, en, categories: codes.map(matter) };
}

/** 八乱: the eight disorders of back streets, which the seed does list (I-03), with the codes of B-5.4. */
const eightDisorders: View = {
  id: 'eight-disorders',
  zh: '八乱',
  en: 'Eight disorders',
  groups: [
    group('油烟乱排', 'Fumes let out', '06027'),
    group('污水乱倒', 'Waste water poured out', '06030'),
    group('垃圾乱丢', 'Rubbish thrown about', '06010'),
    group('物料乱堆', 'Material piled up', '06036', '08006'),
    group('车辆乱停', 'Vehicles parked about', '09009', '09010'),
    group('招牌乱设', 'Signs put up', '07006', '07003'),
    group('摊位乱摆', 'Stalls set up', '09006', '09001'),
    group('线缆乱牵', 'Cables strung up', '06008'),
  ],
};

/**
 * 五乱: a city's own set (I-04). The seed never enumerates five (trap T6): its report names these examples in passing, and
 * that they come to five groups here is our reading, not its. Of 破旧遮阳篷广告牌 only the awning has a code in the map.
 * 三乱 is not enumerated at all, so it is no view. A city that knows its own list activates another catalogue version.
 */
const fiveDisorders: View = {
  id: 'five-disorders',
  zh: '五乱',
  en: 'Five disorders',
  groups: [
    group('违章占道', 'Roadway occupied', '09006'),
    group('门面延伸占道', 'Shop spread onto the pavement', '09005'),
    group('破旧遮阳篷广告牌', 'Worn awnings and signboards', '06043'),
    group('违章布幅广告', 'Unauthorised cloth banners', '07007'),
    group('暴露、积存垃圾', 'Exposed or accumulated rubbish', '06010', '06011'),
  ],
};

/** The catalogue a new city starts with: every class that the seed's words lead to, and the two views over them. */
export const defaultCatalogue: Catalogue = {
  version: 1,
  classes: classes.map(([code, zh, en]) => ({ category: matter(code), zh, en })),
  views: [eightDisorders, fiveDisorders],
};
