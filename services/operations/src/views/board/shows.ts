const clock = ['stage', 'round', 'kind', 'amount', 'startedAt', 'due', 'missed', 'unit'];
const task = ['taskId', 'unit'];

/** Names of the data's fields that a line of the live feed shows, by the type of its event. */
const shows: Readonly<Record<string, readonly string[]>> = {
  IncidentReported: ['category', 'severity', 'channel', 'point'],
  IncidentClassified: ['category'],
  IncidentLocated: ['point'],
  LeadUnitAssigned: ['unit'],
  SupportUnitAssigned: ['unit'],
  TaskDispatched: task,
  TaskAccepted: task,
  TaskReturned: [...task, 'reason'],
  TaskCompleted: task,
  CheckFailed: ['reason'],
  IncidentParked: ['reason'],
  IncidentClosed: ['outcome', 'reason'],
  ClockStarted: clock,
  DueTimeRecomputed: ['stage', 'round', 'due'],
  ClockStopped: ['stage', 'round', 'missed'],
  DeadlineMissed: ['stage', 'round', 'due', 'unit'],
};

/** Empty for a type that nobody has said anything about: its line tells that it happened, where and to what. */
export function showsOf(type: string): readonly string[] {
  return shows[type] ?? [];
}
