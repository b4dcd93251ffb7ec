import { describe, expect, test } from '@jest/globals';
import { InvalidEventData, type IncidentEvent } from '@linli/contracts';
import { accept, type Decider, refuse } from '@linli/event-sourcing';
import { given, givenEvents } from './given.ts';

type Command =
  | { readonly name: 'park'; readonly reason: string }
  | { readonly name: 'resume' }
  | { readonly name: 'nothing' };
interface State {
  readonly parked: boolean;
  readonly reasons: readonly string[];
}

const parking: Decider<Command, IncidentEvent, State> = {
  initialState: { parked: false, reasons: [] },
  decide(command, state) {
    if (command.name === 'nothing') return accept();
    if (command.name === 'park') return accept({ type: 'IncidentParked', data: { reason: command.reason } });
    return state.parked
      ? accept({ type: 'IncidentResumed', data: {} })
      : refuse('I-02', 'not-parked', 'the incident is not parked', 'name');
  },
  evolve(state, event) {
    if (event.type === 'IncidentParked')
      return { parked: true, reasons: [...state.reasons, event.data.reason] };
    return event.type === 'IncidentResumed' ? { ...state, parked: false } : state;
  },
};

const parked = { type: 'IncidentParked', data: { reason: 'waiting_for_reporter' } } as const;
const resumed = { type: 'IncidentResumed', data: {} } as const;

describe('given', () => {
  test('folds the past and compares the decided events', () => {
    given(parking).events(parked).when({ name: 'resume' }).then(resumed);
    givenEvents(parking, parked, resumed).events(parked).when({ name: 'resume' }).then(resumed);
  });

  test('tells a refusal by rule, code and field', () => {
    given(parking).when({ name: 'resume' }).thenRefused('I-02', 'not-parked', 'name');
  });

  test('tells that nothing is to be recorded', () => {
    given(parking).when({ name: 'nothing' }).thenNothing();
  });

  test.each([
    ['other events', () => given(parking).events(parked).when({ name: 'resume' }).then(parked)],
    ['events after a refusal', () => given(parking).when({ name: 'resume' }).then(resumed)],
    [
      'nothing where there is something',
      () => givenEvents(parking, parked).when({ name: 'resume' }).thenNothing(),
    ],
    ['a refusal after acceptance', () => given(parking).when({ name: 'nothing' }).thenRefused('I-02')],
    ['another rule', () => given(parking).when({ name: 'resume' }).thenRefused('I-03')],
    ['another code', () => given(parking).when({ name: 'resume' }).thenRefused('I-02', 'closed')],
    [
      'another field',
      () => given(parking).when({ name: 'resume' }).thenRefused('I-02', 'not-parked', 'reason'),
    ],
  ])('fails on %s', (_name, expectation) => {
    expect(expectation).toThrow(expect.objectContaining({ name: 'AssertionError' }));
  });

  test('fails when a decided or a given event does not keep its schema', () => {
    const free = { name: 'park', reason: 'Mrs Li is not at home' } as const;
    expect(() => given(parking).when(free)).toThrow(InvalidEventData);
    const past = { type: 'IncidentParked', data: { reason: 'Mrs Li' } } as const;
    expect(() => given(parking).events(past).when({ name: 'resume' })).toThrow(InvalidEventData);
  });

  test('fails when evolve changes the state it is given', () => {
    const reasons: string[] = [];
    const careless: Decider<Command, IncidentEvent, { readonly reasons: string[] }> = {
      initialState: { reasons },
      decide: () => accept(),
      evolve(state) {
        state.reasons.push('x');
        return state;
      },
    };
    expect(() => given(careless).events(parked).when({ name: 'nothing' })).toThrow(TypeError);
  });
});
