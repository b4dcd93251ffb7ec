import { type ResidentEvent, residentEvents, shanghaiDay, Subject } from '@linli/contracts';
import { accept, aggregate, type Decision, refuse } from '@linli/event-sourcing';
import { floating, personCategories } from './person-categories.ts';
import type * as commands from './resident.commands.ts';

/** A resident as far as the rules ask; nothing that tells who he is. */
interface Resident {
  readonly areaPath?: string;
  readonly hukouAreaPath?: string;
  readonly confirmed?: string;
  readonly categories: readonly string[];
  /** Here for a time, since that was registered. */
  readonly arrived?: true;
}

/** A person who lives here, known by a random id, stream `resident-<subject>`. */
export const resident = aggregate<typeof commands, Resident>()('resident', residentEvents, {
  id: Subject,
  initial: { categories: [] },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    ResidentRegistered: (before, { areaPath }) => ({ ...before, areaPath }),
    ActualPopulationConfirmed: (before, { day }) => ({ ...before, confirmed: day }),
    HukouResidenceSplitFlagged: (before, { hukouAreaPath }) => ({ ...before, hukouAreaPath }),
    PersonCategoryTagged: (before, { categories }) => ({ ...before, categories }),
    PersonCategoryUntagged: (before, { categories }) => ({ ...before, categories }),
    ResidentArrived: (before, { areaPath }) => ({ ...before, areaPath, arrived: true }),
    ResidentDeparted: ({ arrived: _, ...before }) => before,
  },
  decide: {
    RegisterResident(command, { areaPath }) {
      // one person is one subject, and is counted once.
      if (areaPath !== undefined)
        return refuse('R-01', 'registered-before', 'the person has been registered before', 'resident');
      return accept({ type: 'ResidentRegistered', data: command });
    },
    ConfirmActualPopulation({ day }, { areaPath, confirmed }, { id, at }) {
      if (areaPath === undefined) return unknown('R-01');
      if (day > shanghaiDay(at))
        return refuse('R-01', 'day-too-late', 'nobody has been seen on a day to come', 'day');
      if (confirmed !== undefined && day <= confirmed)
        return refuse('R-01', 'day-too-early', `the resident was seen on ${confirmed}`, 'day');
      return accept({ type: 'ActualPopulationConfirmed', data: { resident: id, areaPath, day } });
    },
    FlagHukouSplit({ hukouAreaPath }, before, { id }) {
      const { areaPath } = before;
      if (areaPath === undefined) return unknown('R-01');
      if (hukouAreaPath === areaPath)
        return refuse('R-01', 'no-split', 'the resident lives where he is registered', 'hukouAreaPath');
      if (hukouAreaPath === before.hukouAreaPath) return accept();
      return accept({ type: 'HukouResidenceSplitFlagged', data: { resident: id, areaPath, hukouAreaPath } });
    },
    TagPersonCategory({ category, note }, { areaPath, categories }, { id, at, policy }) {
      if (areaPath === undefined) return unknown('R-03');
      if (!policy(personCategories).categories.includes(category))
        return refuse('R-03', 'category-unknown', `${category} is no category of persons`, 'category');
      if (category === floating)
        return refuse('R-54', 'by-arrival', 'who is here for a time is registered by arrival', 'category');
      if (categories.includes(category)) return accept();
      return accept({
        type: 'PersonCategoryTagged',
        data: {
          ...{ resident: id, areaPath, category, categories: [...categories, category] },
          day: shanghaiDay(at),
          ...(note !== undefined && { note }),
        },
      });
    },
    UntagPersonCategory({ category }, { areaPath, categories }, { id, at }) {
      if (areaPath === undefined) return unknown('R-03');
      if (category === floating)
        return refuse('R-54', 'by-departure', 'who has left is registered by departure', 'category');
      if (!categories.includes(category))
        return refuse('R-03', 'not-tagged', 'the resident is not of this category', 'category');
      const data = { resident: id, areaPath, day: shanghaiDay(at) };
      return accept(untagged(data, category, categories));
    },
    RegisterArrival({ areaPath }, before, { id, at }) {
      if (before.areaPath === undefined) return unknown('R-54');
      if (before.arrived) return refuse('R-54', 'arrived-before', `the resident lives in ${before.areaPath}`);
      const data = { resident: id, areaPath, day: shanghaiDay(at) };
      const categories = [...before.categories, floating];
      return accept<ResidentEvent>(
        { type: 'ResidentArrived', data },
        { type: 'PersonCategoryTagged', data: { ...data, category: floating, categories } },
      );
    },
    RegisterDeparture(_, { areaPath, arrived, categories }, { id, at }) {
      if (areaPath === undefined) return unknown('R-54');
      if (!arrived) return refuse('R-54', 'not-arrived', 'the resident is not here for a time');
      const data = { resident: id, areaPath, day: shanghaiDay(at) };
      // who has left stands in no list of the next month.
      return accept<ResidentEvent>({ type: 'ResidentDeparted', data }, untagged(data, floating, categories));
    },
  },
});

function untagged(
  of: { readonly resident: string; readonly areaPath: string; readonly day: string },
  category: string,
  categories: readonly string[],
): ResidentEvent {
  const left = categories.filter((one) => one !== category);
  return { type: 'PersonCategoryUntagged', data: { ...of, category, categories: left } };
}

function unknown(row: string): Decision<ResidentEvent> {
  return refuse(row, 'resident-unknown', 'no such person has been registered');
}
