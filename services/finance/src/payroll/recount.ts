import type {
  AssessmentEvent,
  DataOf,
  PayrollEvent,
  RecordedEvent,
  payScaleEvents,
  sanitationPolicyEvents,
} from '@linli/contracts';

/** A payslip and what of it the events do not bear out; nothing where it is right. */
export interface Recounted {
  readonly slip: string;
  readonly net: number;
  readonly wrong: readonly string[];
}

type Scale = DataOf<typeof payScaleEvents.PayScaleSet>;
type Formula = DataOf<typeof sanitationPolicyEvents.AssessmentFormulaSet>;
type Recorded<Event, Type extends string> =
  Extract<Event, { readonly type: Type }> extends { readonly data: infer Data }
    ? RecordedEvent<Type, Data>
    : never;
type Run = Recorded<PayrollEvent, 'PayrollRun'>;

/**
 * Reckons the payslips of a month anew, out of the events of sanitation and finance and of nothing else (X1). It shares no
 * line with the rules that reckoned them: what both get wrong, each has to get wrong by itself.
 */
export function recount(month: string, events: readonly RecordedEvent[]): readonly Recounted[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  const ofType = <Kind extends RecordedEvent>(type: string) =>
    events.filter((event) => event.type === type) as unknown as readonly Kind[];
  const runs = ofType<Run>('PayrollRun');
  const adjustments = ofType<Recorded<PayrollEvent, 'PayrollAdjusted'>>('PayrollAdjusted');
  const corrections = ofType<Recorded<AssessmentEvent, 'AssessmentCorrected'>>('AssessmentCorrected');

  /** Inspections of a worker in a month that stood in the log at the cut, without those that are struck. */
  function inspectionsOf(worker: string, of: string, cut: number, struck: readonly string[]) {
    return events.filter(
      ({ id, type, streamId, position, data }) =>
        type === 'SegmentInspected' &&
        (data as { cleaner?: string }).cleaner === worker &&
        streamId.slice(-10, -3) === of &&
        position <= cut &&
        !struck.includes(id),
    );
  }

  function scoreOf(inspections: readonly RecordedEvent[], version: number, areaPath: string): number {
    const found = ofType<RecordedEvent<string, Formula>>('AssessmentFormulaSet')
      .map(({ streamId, data }) => ({ area: streamId.slice('policy-assessment-formula-'.length), data }))
      .filter(({ area, data }) => data.version === version && areaPath.startsWith(area))
      .sort((one, other) => one.area.length - other.area.length)
      .at(-1)?.data;
    if (found === undefined) return Number.NaN;
    let [above, below] = [0n, 0n];
    // A sum of fractions: above / below, weight by weight.
    let weights = 0n;
    for (const { inspector, weight } of found.weights) {
      const own = inspections.filter(
        ({ data }) => ((data as { inspector?: string }).inspector ?? 'community') === inspector,
      );
      if (own.length === 0) continue;
      const good = own.filter(({ data }) => {
        const { passed, judged } = data as { passed: number; judged: number };
        return passed === judged;
      });
      const [top, bottom] = [BigInt(weight) * BigInt(good.length), BigInt(own.length)];
      [above, below] = below === 0n ? [top, bottom] : [above * bottom + top * below, below * bottom];
      weights += BigInt(weight);
    }
    return weights === 0n ? found.unseen : Number((above * 10_000n) / (below * weights));
  }

  const share = (wage: number, rate: number) => Number((BigInt(wage) * BigInt(rate)) / 10_000n);
  const earned = (wage: number, byResult: number, score: number) => {
    const hanging = Number((BigInt(wage) * BigInt(byResult)) / 100n);
    return wage - hanging + share(hanging, score);
  };

  /** What an adjustment has to be, by the event that it names. */
  function owedBy(cause: string): number {
    const event = byId.get(cause) as RecordedEvent<string, { amount: number }> | undefined;
    if (event?.type === 'RewardGranted') return event.data.amount;
    if (event?.type === 'StaffPenaltyImposed') return -event.data.amount;
    const found = corrections.find(({ id }) => id === cause);
    if (found === undefined) return Number.NaN;
    const { worker, month: of, before, cut, policy } = found.data;
    const struck = corrections
      .filter(({ streamId, position }) => streamId === found.streamId && position <= found.position)
      .flatMap(({ data }) => data.struck);
    const slip = runs.find(({ data }) => data.worker === worker && data.month === of)?.data;
    const score = scoreOf(inspectionsOf(worker, of, cut, struck), policy, found.metadata.areaPath ?? '');
    if (slip === undefined || score !== found.data.score) return Number.NaN;
    return earned(slip.wage, slip.byResult, score) - earned(slip.wage, slip.byResult, before);
  }

  function faultsOf({ data, position }: Run): readonly string[] {
    const { worker, kind, step, assessment, evidence } = data;
    const scale = ofType<RecordedEvent<string, Scale>>('PayScaleSet').find(
      (event) => event.data.kind === kind && event.data.version === data.scale,
    )?.data;
    if (scale === undefined) return [`no version ${data.scale} of the scale of ${kind}`];
    const closed =
      assessment === undefined
        ? undefined
        : (byId.get(assessment) as Recorded<AssessmentEvent, 'AssessmentMonthClosed'> | undefined);
    const inspections = closed === undefined ? [] : inspectionsOf(worker, data.month, closed.data.cut, []);
    const score =
      closed === undefined
        ? undefined
        : scoreOf(inspections, closed.data.policy, closed.metadata.areaPath ?? '');
    const wage = scale.base + step * scale.step;
    const earnedNow = earned(wage, scale.byResult, score ?? 0);
    const before = runs.filter((run) => run.data.worker === worker && run.position < position).at(-1);
    const adjusted = data.adjustments.reduce((sum, cause) => sum + owedBy(cause), before?.data.carried ?? 0);
    const wrongly = adjustments.filter(
      ({ data: { cause, amount } }) => data.adjustments.includes(cause) && amount !== owedBy(cause),
    );
    const withheld = scale.insurances.reduce((sum, one) => sum + share(wage, one.worker), 0);
    const employer = scale.insurances.reduce((sum, one) => sum + share(wage, one.employer), 0);
    const owed = earnedNow - withheld + adjusted;
    const net = owed > 0 ? owed : 0;
    const insured = ofType<Recorded<PayrollEvent, 'InsurancePaid'>>('InsurancePaid')
      .filter((paid) => paid.data.worker === worker && paid.data.month === data.month)
      .map((paid) => `${paid.data.insurance} ${paid.data.employerShare} ${paid.data.workerShare}`);
    const insurances = scale.insurances.map(
      (one) => `${one.insurance} ${share(wage, one.employer)} ${share(wage, one.worker)}`,
    );
    const expected: readonly (readonly [string, unknown, unknown])[] = [
      ['evidence', evidence.join(), inspections.map(({ id }) => id).join()],
      ['score', data.score, score],
      ['wage', data.wage, wage],
      ['earned', data.earned, earnedNow],
      ['adjusted', data.adjusted, adjusted],
      ['adjustments', wrongly.length, 0],
      ['withheld', data.withheld, withheld],
      ['net', data.net, net],
      ['carried', data.carried, owed - net],
      ['cost', data.cost, net + withheld + employer],
      ['insurances', insured.join(), insurances.join()],
    ];
    return expected.flatMap(([name, said, right]) =>
      said === right ? [] : [`${name} is ${String(said)}, and by the events ${String(right)}`],
    );
  }

  return runs
    .filter(({ data }) => data.month === month)
    .map((run) => ({ slip: run.data.commitment, net: run.data.net, wrong: faultsOf(run) }));
}
