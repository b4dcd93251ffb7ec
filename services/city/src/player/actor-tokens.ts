import type { LocalIssuer, Role } from '@linli/service-kit';
import { nameOf } from './player.ts';
import type { Actor } from './script.ts';

const lifetimeSeconds = 3_600;
const renewBeforeMs = 300_000;

const roleOf: Readonly<Record<Exclude<Actor, object>, Role>> = {
  reporter: 'grid_worker',
  dispatcher: 'dispatcher',
  supervisor: 'supervisor',
};

/** Tokens for everybody who acts in the play, each with just the role it needs; renewed in time. */
export function createActorTokens(issuer: LocalIssuer): (actor: Actor) => Promise<string> {
  const tokens = new Map<string, { readonly token: Promise<string>; readonly until: number }>();
  return (actor) => {
    const name = nameOf(actor);
    const known = tokens.get(name);
    if (known && known.until > Date.now()) return known.token;
    const token = issuer.issue({
      subject: `player-${name}`,
      roles: [typeof actor === 'string' ? roleOf[actor] : 'handler'],
      areas: [''],
      ...(typeof actor === 'string' ? {} : { unit: actor.unit }),
      ttlSeconds: lifetimeSeconds,
    });
    tokens.set(name, { token, until: Date.now() + lifetimeSeconds * 1_000 - renewBeforeMs });
    return token;
  };
}
