import { ACCESS } from '../../src/access/access.ts';
import { accessJobPage } from './access-job-page.ts';
import { accessPage } from './access-page.ts';
import { cityPage } from './city-page.ts';
import { rolesPage } from './roles-page.ts';
import { factsOf } from './service-facts.ts';
import { servicePage } from './service-page.ts';
import { topicsPage } from './topics-page.ts';

/** The pages that `npm run docs:generate` writes, by their path in the repository. */
export async function generatedPages(repository: string): Promise<ReadonlyMap<string, string>> {
  const services = await Promise.all(ACCESS.map((access) => factsOf(repository, access)));
  const pages = new Map([
    ['docs/access.md', await accessPage(ACCESS)],
    ['docs/roles.md', await rolesPage(repository)],
    ['docs/topics.md', await topicsPage(services)],
    ['docs/services/access.md', await accessJobPage()],
    ['docs/services/city.md', await cityPage(repository)],
  ]);
  for (const facts of services)
    pages.set(`docs/services/${facts.access.service}.md`, await servicePage(facts));
  return pages;
}
