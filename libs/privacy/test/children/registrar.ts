/** A process that registers the same persons as another one at the same time: `node registrar.ts <folder> <count>`. */
import { once } from 'node:events';
import { SqliteVaultEngine } from '../../src/sqlite/sqlite-vault-engine.ts';
import { Vault } from '../../src/vault.ts';
import { idNumber, logOf } from '../samples.ts';

const [folder = '', count = '0'] = process.argv.slice(2);
const engine = await SqliteVaultEngine.open({ file: `${folder}/vault.db` });
const vault = await Vault.open({ engine, log: logOf([]), now: Date.now });
process.send?.('ready');
await once(process, 'message');
const subjects: string[] = [];
for (let order = 0; order < Number(count); order++) subjects.push(await vault.subjectOf(idNumber(order)));
await vault.close();
process.send?.(subjects);
process.disconnect();
