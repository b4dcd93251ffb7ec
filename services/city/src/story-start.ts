import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc.js';

dayjs.extend(utc);

const shanghaiOffsetMinutes = 8 * 60;
const wednesday = 3;

/** The first night of the real requests is nearly empty; people who start the city want to see it move. */
export const firstMorningHours = 8;

/**
 * The story begins at 00:00 Asia/Shanghai of a Wednesday at least three days ago: the real requests begin on one, so
 * their working days and weekends fall on the city's own, and they are over within three days, so that none is reported
 * before it happens by the clock of services that run on their own.
 */
export function newStoryStart(now: Date = new Date()): Date {
  const day = dayjs(now).utcOffset(shanghaiOffsetMinutes).startOf('day').subtract(3, 'day');
  return day.subtract((day.day() - wednesday + 7) % 7, 'day').toDate();
}
