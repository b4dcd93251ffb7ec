import type { PurposeGroup } from '@linli/contracts';

/** Whose datum it is, and what it is kept for: one data key. */
export interface KeyOwner {
  /** Random id of the person, as `subjectOf` gives it. */
  readonly subject: string;
  readonly group: PurposeGroup;
}

/**
 * What a log says of a subject's keys; `RecordedEvent` fits. Restricting and destroying are two acts (个人信息保护法 art.
 * 47): where a retention or a hold still runs, data are kept and no more than kept. Of one group, or of the subject as a
 * whole where `group` is left out.
 */
export interface SubjectKeyEvent {
  /**
   * `SubjectKeyRestricted`: neither read nor written until lifted. `SubjectKeyRestrictionLifted`: what was restricted in
   * the same breadth. `SubjectKeyDestroyed`: for good; of a whole subject the way from the id number goes with it.
   */
  readonly type: 'SubjectKeyRestricted' | 'SubjectKeyRestrictionLifted' | 'SubjectKeyDestroyed';
  /** In its log; ascending. */
  readonly position: number;
  readonly data: { readonly subject: string; readonly group?: PurposeGroup };
}

/** The one log that these events stand in. */
export interface SubjectKeyLog {
  /** Those after a position, in order, up to the log's end as of now. */
  after(position: number): AsyncIterable<SubjectKeyEvent>;
}
