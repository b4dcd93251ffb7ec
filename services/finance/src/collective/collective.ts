import { type CollectiveEvent, collectiveEvents, CollectiveId, startOfShanghaiDay } from '@linli/contracts';
import { accept, aggregate, type Decision, refuse, type Refusal } from '@linli/event-sourcing';
import type * as commands from './collective.commands.ts';

/** A collective as far as its rules ask. */
interface Collective {
  readonly areaPath?: string;
  /** The day of the first valuation. */
  readonly valuedFrom?: string;
  readonly subsidiaries: readonly string[];
  readonly restructured?: true;
}

/** What a collective has, owes and owns (F-11, G-11), stream `collective-<id>`. */
export const collective = aggregate<typeof commands, Collective>()('collective', collectiveEvents, {
  id: CollectiveId,
  initial: { subsidiaries: [] },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    AssetValued: (state, { areaPath, on }) => ({
      ...state,
      areaPath,
      valuedFrom: state.valuedFrom !== undefined && state.valuedFrom < on ? state.valuedFrom : on,
    }),
    SubsidiaryRegistered: (state, { subsidiary }) => ({
      ...state,
      subsidiaries: [...state.subsidiaries, subsidiary],
    }),
    CollectiveRestructured: (state) => ({ ...state, restructured: true }),
  },
  decide: {
    RecordAssetValuation(command, { areaPath }, { at }) {
      const fault = dayFault('F-11', command.on, at);
      if (fault) return fault;
      if (areaPath !== undefined && command.areaPath !== areaPath)
        return refuse('F-11', 'other-area', `the collective is of ${areaPath}`, 'areaPath');
      return accept({ type: 'AssetValued', data: command });
    },
    RegisterSubsidiary(command, { areaPath, subsidiaries }, { at }) {
      if (areaPath === undefined) return unknown('F-11');
      const fault = dayFault('F-11', command.on, at);
      if (fault) return fault;
      if (subsidiaries.includes(command.subsidiary))
        return refuse('F-11', 'registered-before', 'the company has been registered before', 'subsidiary');
      return accept({ type: 'SubsidiaryRegistered', data: command });
    },
    RestructureCollective(command, { areaPath, valuedFrom = '', restructured }, { at }) {
      if (areaPath === undefined) return unknown('G-11');
      const fault = dayFault('G-11', command.on, at);
      if (fault) return fault;
      if (restructured) return refuse('G-11', 'restructured-before', 'the collective is a company already');
      // G-11: what is turned into a company has been valued by then (清产核资).
      if (command.on < valuedFrom)
        return refuse('G-11', 'not-valued', `the first valuation is of ${valuedFrom}`, 'on');
      return accept({ type: 'CollectiveRestructured', data: command });
    },
  },
});

function dayFault(row: string, on: string, at: number): Refusal | undefined {
  return startOfShanghaiDay(on) > at ? refuse(row, 'day-to-come', `${on} has not come yet`, 'on') : undefined;
}

function unknown(row: string): Decision<CollectiveEvent> {
  return refuse(row, 'collective-unknown', 'the collective has never been valued');
}
