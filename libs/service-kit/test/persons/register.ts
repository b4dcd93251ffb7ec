import { AreaPath, personKeyEvents, residentEvents, Subject } from '@linli/contracts';
import { accept, aggregate, unchanged } from '@linli/event-sourcing';
import { contextModule, serve, view } from '../../src/index.ts';
import type * as registerCommands from './register.commands.ts';
import * as commands from './register.commands.ts';

/** A register of persons: a context as small as can be whose events have personal fields. */
const { ResidentRegistered } = residentEvents;
const events = { ResidentRegistered, ...personKeyEvents };
const { name, phone } = ResidentRegistered.data.properties;

/** Streams `register-<subject>`; the name is folded, to show that a state holds the ciphertext. */
export const register = aggregate<
  typeof registerCommands,
  { readonly areaPath?: string; readonly name?: string }
>()('register', events, {
  id: Subject,
  initial: {},
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    ResidentRegistered: (_, { areaPath, name }) => ({ areaPath, name }),
    ErasureRequested: unchanged,
    SubjectKeyRestricted: unchanged,
    SubjectKeyRestrictionLifted: unchanged,
    SubjectKeyDestroyed: unchanged,
  },
  decide: {
    Enter: (command) => accept({ type: 'ResidentRegistered', data: { ...command } }),
    Erase: (_command, _state, { id }) => accept({ type: 'SubjectKeyDestroyed', data: { subject: id } }),
  },
});

export const people = view('people', 1, {
  of: { ResidentRegistered },
  stream: register,
  document: { id: Subject, areaPath: AreaPath, name, phone },
  fields: { areaPath: 'text' },
  indexes: [['areaPath']],
  on: { ResidentRegistered: (_, { data: { resident: _id, ...data } }, id) => ({ id, ...data }) },
  doors: {
    list: 'GET /v1/people',
    one: 'GET /v1/people/:id',
    plain: { path: 'POST /v1/people/plain', may: 'register.keep' },
    may: 'register.keep',
    summary: 'People of the register',
  },
});

export const RegisterModule = contextModule('residents', {
  access: {
    permissions: { 'register.keep': 'keep the register' },
    roles: { registrar: { who: 'keeps the register', may: ['register.keep'] } },
  },
  aggregates: [serve(register, commands)],
  views: [people],
});
