/**
 * `npm run mock`: serves the operations API from a made-up city, and the built page with the strict content security
 * policy of production. For work on the page without a running city: `npm run mock` and, beside it, `npm run dev`.
 *
 * PORT (5178), RATE (city time to real time, 1), EVERY (seconds between two reports, 45), SIGNED_OUT=1 (no local issuer).
 * `POST /mock/cut` breaks all streams and refuses new ones for `?seconds=`, `POST /mock/reset` sends `reset` to all.
 */
import { createServer } from 'node:http';
import { classes, makeAreas, makeGrids, makeIncidents } from './mock-city.mjs';
import { page } from './mock-page.mjs';

const { PORT = '5178', RATE = '1', EVERY = '45', SIGNED_OUT } = process.env;
const rate = Number(RATE);
const startedAt = Date.now();
const now = () => startedAt + (Date.now() - startedAt) * rate;

const grids = makeGrids();
const areas = makeAreas(grids);
const incidents = makeIncidents(grids, startedAt, Number(EVERY));
const log = incidents.flatMap((incident) => incident.lines).sort((a, b) => a.at - b.at);
log.forEach((line, index) => (line.position = index + 1));
console.log(`${incidents.length} incidents, ${log.length} events`);

/** Number of log lines up to a moment. */
function headAt(moment) {
  let low = 0;
  let high = log.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (log[middle].at <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

function momentOf(query) {
  const asOf = query.get('asOf');
  if (asOf === null) return now();
  const position = /^incidents:(\d+)/.exec(asOf);
  return position ? (log[Number(position[1]) - 1]?.at ?? now()) : Math.min(now(), Date.parse(asOf));
}

const stamp = (moment, query) => ({
  position: `incidents:${headAt(moment)},residents:1042`,
  moment: new Date(moment).toISOString(),
  live: !query.has('asOf'),
});

function itemOf(line) {
  const { id, ticket, grid, kind, severity } = incidents[line.incident];
  const { at, position, type, channel, unit, clock, reason } = line;
  return {
    cursor: `incidents:${position}`,
    position,
    recordedAt: new Date(at).toISOString(),
    incidentId: id,
    ticket,
    areaPath: grid.areaPath,
    gridCode: grid.code,
    category: kind.category,
    severity,
    type,
    channel,
    unit,
    clock,
    reason,
  };
}

const inArea = (query) => {
  const area = query.get('area') ?? '';
  return (incident) => incident.grid.areaPath.startsWith(area);
};

function clockOf(incident, moment) {
  const { started } = incident;
  return {
    incidentId: incident.id,
    ticket: incident.ticket,
    ...started,
    startedAt: new Date(started.startedAt).toISOString(),
    due: new Date(started.due).toISOString(),
    state: moment >= incident.done ? 'stopped' : 'running',
    missed: moment >= incident.due && incident.done > incident.due,
    areaPath: incident.grid.areaPath,
    category: incident.kind.category,
  };
}

function clocks(query, overdue) {
  const moment = momentOf(query);
  const inside = inArea(query);
  const items = incidents
    .filter((one) => inside(one) && one.started.startedAt <= moment && moment < one.done)
    .filter((one) => !overdue || moment >= one.due)
    .sort((a, b) => a.due - b.due)
    .slice(0, Number(query.get('limit') ?? 100))
    .map((one) => clockOf(one, moment));
  return { asOf: stamp(moment, query), items };
}

const answers = {
  status: () => ({
    city: { name: '江欣苑社区', areaPath: '42/01/05/011/010/' },
    asOf: stamp(now(), new URLSearchParams()),
    sources: [
      {
        source: 'incidents',
        head: headAt(now()),
        position: headAt(now()),
        lagMs: 18 + Math.round(Math.random() * 40),
      },
      { source: 'residents', head: 1042, position: 1042, lagMs: 0 },
    ],
    clock: { now: new Date(now()).toISOString(), rate },
    parked: 0,
  }),
  catalogue: () => ({ version: 1, classes: classes.map(({ category, zh, en }) => ({ category, zh, en })) }),
  calendar: (query) => ({
    asOf: stamp(momentOf(query), query),
    version: 1,
    officeHours: [
      { from: '08:30', to: '12:00' },
      { from: '14:00', to: '17:30' },
    ],
    holidays: [],
    makeUpWorkDays: [],
  }),
  tickets(query) {
    const moment = momentOf(query);
    const part = (query.get('q') ?? '').replaceAll(/[^0-9]/g, '');
    const found = incidents.filter((one) => one.reportedAt <= moment && one.ticket.includes(part)).reverse();
    const items = found.slice(0, Number(query.get('limit') ?? 20)).map((one) => ({
      incidentId: one.id,
      ticket: one.ticket,
      stage: 'reported',
      severity: one.severity,
      areaPath: one.grid.areaPath,
      category: one.kind.category,
    }));
    return { asOf: stamp(moment, query), items, more: found.length > items.length };
  },
  feed(query) {
    const moment = momentOf(query);
    const inside = inArea(query);
    const before = Number(query.get('cursor')?.split(':')[1] ?? headAt(moment) + 1);
    const limit = Number(query.get('limit') ?? 100);
    const items = [];
    let index = Math.min(before - 1, headAt(moment)) - 1;
    for (; index >= 0 && items.length < limit; index--)
      if (inside(incidents[log[index].incident])) items.push(itemOf(log[index]));
    return { asOf: stamp(moment, query), items, ...(index > 0 ? { next: items.at(-1)?.cursor } : {}) };
  },
  'grids/counts'(query) {
    const moment = momentOf(query);
    const inside = inArea(query);
    const day = Math.floor((moment + 28_800_000) / 86_400_000) * 86_400_000 - 28_800_000;
    const counts = new Map(
      grids.map((grid) => [
        grid.code,
        { code: grid.code, areaPath: grid.areaPath, open: 0, overdue: 0, today: 0 },
      ]),
    );
    for (const one of incidents) {
      if (one.reportedAt > moment) break;
      const count = counts.get(one.grid.code);
      if (one.reportedAt >= day) count.today += 1;
      if (moment < one.closedAt) count.open += 1;
      if (moment >= one.due && moment < one.done) count.overdue += 1;
    }
    return {
      asOf: stamp(moment, query),
      items: [...counts.values()].filter((item) => inside({ grid: item })),
    };
  },
  grids: () => ({
    type: 'FeatureCollection',
    features: grids.map(({ id, code, areaPath, ring }) => ({
      type: 'Feature',
      id,
      geometry: { type: 'Polygon', coordinates: [ring] },
      properties: { code, areaPath },
    })),
  }),
  clocks: (query) => clocks(query, false),
  overdue: (query) => clocks(query, true),
  activity(query) {
    const moment = momentOf(query);
    const inside = inArea(query);
    const ten = 600_000;
    const end = Date.parse(`${query.get('day')}T16:00:00Z`);
    const items = Array.from({ length: 144 }, (_, i) => ({
      from: new Date(end - (144 - i) * ten).toISOString(),
      reported: 0,
      missed: 0,
    }));
    for (const line of log.slice(headAt(end - 144 * ten), headAt(Math.min(moment, end - 1)))) {
      if (!inside(incidents[line.incident])) continue;
      const bucket = items[Math.floor((line.at - (end - 144 * ten)) / ten)];
      if (line.type === 'IncidentReported') bucket.reported += 1;
      if (line.type === 'DeadlineMissed') bucket.missed += 1;
    }
    return { asOf: stamp(moment, query), bucketMinutes: 10, items };
  },
  areas(query) {
    const under = query.get('under');
    const text = query.get('q')?.toLowerCase();
    const items = areas.filter(({ areaPath, code, name }) =>
      text
        ? name.toLowerCase().includes(text) || code.toLowerCase().includes(text)
        : areaPath !== under &&
          areaPath.startsWith(under) &&
          areaPath.slice(under.length).split('/').length === 2,
    );
    return { asOf: stamp(now(), query), items: items.slice(0, Number(query.get('limit') ?? 50)) };
  },
};

function incidentAnswer(id, query) {
  const moment = momentOf(query);
  const one = incidents.find((incident) => incident.id === id || incident.ticket === id);
  if (one === undefined || one.reportedAt > moment) return undefined;
  const lines = one.lines.filter((line) => line.at <= moment);
  const stages = {
    IncidentReported: 'reported',
    TaskDispatched: 'dispatched',
    TaskAccepted: 'accepted',
    TaskReturned: 'returned',
    TaskCompleted: 'completed',
    CheckPassed: 'checked',
    IncidentClosed: 'closed',
  };
  return {
    asOf: stamp(moment, query),
    incidentId: one.id,
    ticket: one.ticket,
    stage: lines.map((line) => stages[line.type]).findLast(Boolean),
    areaPath: one.grid.areaPath,
    point: one.point,
    category: one.kind.category,
    severity: one.severity,
    channel: one.lines[0].channel,
    reportedAt: new Date(one.reportedAt).toISOString(),
    leadUnit: 'community:420105011010',
    supportUnits: [one.kind.unit],
    clocks: moment >= one.started.startedAt ? [clockOf(one, moment)] : [],
    timeline: lines.map(itemOf),
  };
}

const streams = new Set();
let cutUntil = 0;

function stream(request, response, query) {
  if (Date.now() < cutUntil) return void response.writeHead(503).end();
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' });
  const inside = inArea(query);
  const from = request.headers['last-event-id'] ?? query.get('cursor');
  let sent = from ? Number(/incidents:(\d+)/.exec(from)?.[1]) : headAt(now());
  const send = (event, data, id) =>
    response.write(`event: ${event}\n${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(data)}\n\n`);
  const push = () => {
    const head = headAt(now());
    const lines = log.slice(sent, head).filter((line) => inside(incidents[line.incident]));
    sent = head;
    if (lines.length > 0) send('feed', lines.map(itemOf), `incidents:${lines.at(-1).position}`);
  };
  const timers = [setInterval(push, 250), setInterval(() => send('status', answers.status()), 1_000)];
  const one = { end: () => response.destroy(), reset: () => send('reset', { reason: 'too_far_behind' }) };
  streams.add(one);
  push();
  response.on('close', () => {
    timers.forEach(clearInterval);
    streams.delete(one);
  });
}

createServer((request, response) => {
  const { pathname, searchParams: query } = new URL(request.url, 'http://mock');
  const json = (status, body) => {
    response.writeHead(status, {
      'content-type': status < 400 ? 'application/json' : 'application/problem+json',
    });
    response.end(JSON.stringify(body));
  };
  if (pathname === '/local-session' && SIGNED_OUT === undefined)
    return response
      .writeHead(204, { 'set-cookie': 'linli_session=mock; HttpOnly; SameSite=Strict; Path=/' })
      .end();
  if (pathname === '/mock/cut') {
    cutUntil = Date.now() + Number(query.get('seconds') ?? 5) * 1000;
    streams.forEach((one) => one.end());
    return json(200, {});
  }
  if (pathname === '/mock/reset') return (streams.forEach((one) => one.reset()), json(200, {}));
  if (!pathname.startsWith('/v1/') && pathname !== '/local-session') return page(pathname, response);
  if (!request.headers.cookie?.includes('linli_session'))
    return json(pathname === '/local-session' ? 404 : 401, { title: 'Sign in first', status: 401 });
  const route = pathname.slice('/v1/operations/'.length);
  if (route === 'stream') return stream(request, response, query);
  const answer = route.startsWith('incidents/')
    ? incidentAnswer(decodeURIComponent(route.slice('incidents/'.length)), query)
    : answers[route]?.(query);
  return answer === undefined ? json(404, { title: 'Not found', status: 404 }) : json(200, answer);
}).listen(Number(PORT), '127.0.0.1', () => console.log(`http://127.0.0.1:${PORT}`));
