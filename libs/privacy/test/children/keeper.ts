/**
 * A process that registers persons, encrypts their canaries, destroys every third of them and rotates the master key
 * time and again, until it is killed: `node keeper.ts <folder> <first number>`. It tells its parent what it has been
 * answered.
 */
import { SqliteVaultEngine } from '../../src/sqlite/sqlite-vault-engine.ts';
import { Vault } from '../../src/vault.ts';
import { canaryOf, idNumber, logIn } from '../samples.ts';

const [folder = '', first = '0'] = process.argv.slice(2);
const log = logIn(`${folder}/log`);
let now = Number(first) * 1_000_000;
const engine = await SqliteVaultEngine.open({ file: `${folder}/vault.db` });
const vault = await Vault.open({ engine, log, now: () => now });
for (let order = Number(first); ; order++) {
  const subject = await vault.subjectOf(idNumber(order));
  const text = await canaryOf(vault, subject);
  process.send?.({ order, subject, text });
  if (order % 3 === 0) {
    log.append({ type: 'SubjectKeyDestroyed', position: log.length() + 1, data: { subject } });
    await vault.catchUp();
    process.send?.({ destroyed: subject });
  }
  if (order % 5 === 0) {
    await vault.rotate();
    await vault.rewrap();
    now += 3_600_000;
    await vault.retire();
  }
}
