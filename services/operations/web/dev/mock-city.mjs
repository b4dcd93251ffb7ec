/**
 * A made-up city for people who work on the page: every fact is a function of the seed and of time, so any moment can be
 * asked for. Nothing of it is in the production bundle.
 */
const root = '42/01/05/011/010/';
const columns = 28;
const rows = 31;
const minute = 60_000;
const hour = 60 * minute;

function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export const classes = [
  ['matter', '06010', '暴露垃圾', 'Exposed rubbish', 'sanitation', 4, 'work_hours'],
  ['matter', '06011', '积存垃圾渣土', 'Piled-up rubbish', 'sanitation', 1, 'work_days'],
  ['matter', '06036', '乱堆杂物', 'Dumped household items', 'sanitation', 4, 'work_hours'],
  ['matter', '06042', '垃圾站(箱)满溢', 'Overflowing bins', 'sanitation', 2, 'urgent_hours'],
  ['matter', '06030', '乱倒乱排污水、废水', 'Waste water', 'water', 2, 'urgent_hours'],
  ['matter', '01037', '路灯异常', 'Street light fault', 'lighting', 6, 'work_hours'],
  ['matter', '07001', '非法小广告', 'Illegal posters', 'enforcement', 1, 'work_days'],
  ['matter', '09006', '占道经营', 'Street trading on the road', 'enforcement', 2, 'work_hours'],
  ['matter', '09012', '占用消防通道', 'Blocked fire lane', 'enforcement', 1, 'urgent_hours'],
  ['matter', '06001', '私搭乱建', 'Unauthorised building', 'enforcement', 5, 'natural_days'],
].map(([kind, code, zh, en, unit, amount, clock]) => ({
  category: { standard: 'GB/T-47678.5', kind, code },
  zh,
  en,
  unit: `${unit}:420105`,
  amount,
  clock,
}));

/** 868 quadrilaterals on a bent lattice: 4 sections, 41 buildings, 128 units. */
export function makeGrids() {
  const next = random(7);
  const corner = [];
  for (let y = 0; y <= rows; y++) {
    for (let x = 0; x <= columns; x++) {
      const inside = x > 0 && y > 0 && x < columns && y < rows ? 0.5 : 0.15;
      const dx = (next() - 0.5) * inside + Math.sin(y / 6) * 0.6;
      const dy = (next() - 0.5) * inside + Math.cos(x / 7) * 0.8;
      corner.push([+(114.192 + (x + dx) * 0.0006).toFixed(7), +(30.54 + (y + dy) * 0.0005).toFixed(7)]);
    }
  }
  const at = (x, y) => corner[y * (columns + 1) + x];
  const grids = [];
  for (let y = rows - 1; y >= 0; y--) {
    for (let x = 0; x < columns; x++) {
      const section = `A${1 + (x >= 14 ? 1 : 0) + (y < 16 ? 2 : 0)}`;
      const bx = Math.floor(((x % 14) * 3) / 14);
      const by = Math.floor(((y < 16 ? y : y - 16) * 3.45) / 16);
      const building = Math.min(41, (Number(section[1]) - 1) * 10 + 1 + Math.min(9, by * 3 + bx));
      const number = grids.length + 1;
      const unit = (building - 1) * 3 + 1 + (number % 3);
      const code = `G${String(number).padStart(4, '0')}`;
      const building2 = `B${String(building).padStart(2, '0')}`;
      const areaPath = `${root}${section}/${building2}/U${String(unit).padStart(3, '0')}/${code}/`;
      const ring = [at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1), at(x, y)];
      grids.push({ id: number, code, areaPath, ring });
    }
  }
  return grids;
}

export function makeAreas(grids) {
  const areas = new Map([
    ['42/', { code: '42', level: 'province', name: '湖北省' }],
    ['42/01/', { code: '4201', level: 'city', name: '武汉市' }],
    ['42/01/05/', { code: '420105', level: 'district', name: '汉阳区' }],
    ['42/01/05/011/', { code: '420105011', level: 'street', name: '江堤街道' }],
    [root, { code: '420105011010', level: 'community', name: '江欣苑社区' }],
  ]);
  for (const { areaPath, code } of grids) {
    const [section, building, unit] = areaPath.slice(root.length).split('/');
    areas.set(`${root}${section}/`, {
      code: section,
      level: 'section',
      name: `${'一二三四'[section[1] - 1]}区`,
    });
    areas.set(`${root}${section}/${building}/`, {
      code: building,
      level: 'building',
      name: `${+building.slice(1)}栋`,
    });
    areas.set(`${root}${section}/${building}/${unit}/`, {
      code: unit,
      level: 'unit',
      name: `${+unit.slice(1)}单元`,
    });
    areas.set(areaPath, { code, level: 'grid', name: code });
  }
  return [...areas].map(([areaPath, area]) => ({ areaPath, ...area }));
}

const channels = ['grid_worker', 'app', 'hotline', 'web', 'patrol', 'sensor'];
const uuid = (n) => `00000000-0000-5000-8000-${n.toString(16).padStart(12, '0')}`;

/** Incidents with all that will ever happen to them, from two days before `start` to three days after. */
export function makeIncidents(grids, start, everySeconds) {
  const next = random(42);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const incidents = [];
  let time = start - 48 * hour;
  while (time < start + 72 * hour) {
    const local = ((time + 8 * hour) / hour) % 24;
    const busy = 0.25 + Math.exp(-((local - 10) ** 2) / 14) + 0.8 * Math.exp(-((local - 16) ** 2) / 10);
    time += (-Math.log(1 - next()) * everySeconds * 1000) / busy;
    // A few places make most of the trouble, as in every city.
    const grid =
      grids[Math.floor(next() ** 1.7 * grids.length * 0.999 + (next() < 0.5 ? 37 : 0)) % grids.length];
    const kind = pick(classes);
    incidents.push(story(incidents.length + 1, Math.round(time), grid, kind, next, pick));
  }
  return incidents;
}

function story(number, reportedAt, grid, kind, next, pick) {
  const id = uuid(number);
  const span = { work_hours: 1.6 * hour, urgent_hours: hour, work_days: 30 * hour, natural_days: 24 * hour };
  const due = reportedAt + 4000 + Math.round(kind.amount * span[kind.clock]);
  const lasts = (due - reportedAt) * (0.15 + next() ** 1.4 * 1.02);
  const done = reportedAt + Math.round(lasts);
  const severity = next() < 0.035 ? 'urgent' : 'normal';
  const clock = { stage: 'handling', round: 1, kind: kind.clock, amount: kind.amount, unit: kind.unit };
  const started = { ...clock, startedAt: reportedAt + 4000, due };
  const closedAt = done + 6 * minute;
  const line = (at, type, more = {}) => ({ at: Math.round(at), type, incident: number - 1, ...more });
  const handling = { stage: 'handling' };
  const lines = [
    line(reportedAt, 'IncidentReported', { channel: pick(channels) }),
    line(reportedAt + 900, 'IncidentClassified'),
    line(reportedAt + 1300, 'IncidentLocated'),
    line(reportedAt + 1900, 'IncidentRouted'),
    line(reportedAt + 1900, 'LeadUnitAssigned', { unit: 'community:420105011010' }),
    line(reportedAt + 1900, 'SupportUnitAssigned', { unit: kind.unit }),
    line(reportedAt + 4000, 'TaskDispatched', { unit: kind.unit }),
    line(reportedAt + 4000, 'ClockStarted', { clock: { ...handling, due: new Date(due).toISOString() } }),
    line(reportedAt + lasts * 0.2, 'TaskAccepted', { unit: kind.unit }),
    line(done, 'TaskCompleted', { unit: kind.unit }),
    line(done, 'ClockStopped', { clock: { ...handling, missed: done > due } }),
    line(done + 5 * minute, 'CheckPassed'),
    line(closedAt, 'IncidentClosed'),
  ];
  if (done > due)
    lines.push(line(due, 'DeadlineMissed', { clock: { ...handling, missed: true }, unit: kind.unit }));
  if (severity === 'urgent' && next() < 0.3)
    lines.push(line(reportedAt + lasts * 0.1, 'TaskReturned', { unit: kind.unit, reason: 'not_our_duty' }));
  lines.sort((a, b) => a.at - b.at);
  const point = {
    lon: (grid.ring[0][0] + grid.ring[2][0]) / 2,
    lat: (grid.ring[0][1] + grid.ring[2][1]) / 2,
  };
  return {
    id,
    number,
    ticket: `JX-${String(number).padStart(5, '0')}`,
    grid,
    kind,
    severity,
    reportedAt,
    started,
    done,
    closedAt,
    due,
    point,
    lines,
  };
}
