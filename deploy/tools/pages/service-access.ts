import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AccessDeclaration } from '@linli/service-kit/roles';

/** What each service that has a `src/access.ts` declares there, by the name of its folder. */
export async function accessOfServices(repository: string): Promise<ReadonlyMap<string, AccessDeclaration>> {
  const declared = new Map<string, AccessDeclaration>();
  for (const service of readdirSync(join(repository, 'services')).sort()) {
    const file = join(repository, 'services', service, 'src/access.ts');
    if (!existsSync(file)) continue;
    const { access } = (await import(file)) as { readonly access: AccessDeclaration };
    declared.set(service, access);
  }
  return declared;
}
