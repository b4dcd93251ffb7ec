import { oneOf, type PurposeGroup } from '@linli/contracts';

/** What data of persons are read for, and the groups that serve it: a datum is shown for no other purpose. */
const groupsOf: Readonly<Record<string, readonly PurposeGroup[]>> = {
  visit: ['contact', 'register'],
  care: ['contact', 'case', 'register'],
  case: ['contact', 'case'],
  payment: ['finance', 'register'],
  register: ['register', 'contact'],
  request_of_person: ['contact', 'case', 'register', 'finance'],
};

export const Purpose = oneOf('visit', 'care', 'case', 'payment', 'register', 'request_of_person');

export function servesPurpose(group: PurposeGroup, purpose: string): boolean {
  return groupsOf[purpose]?.includes(group) ?? false;
}
