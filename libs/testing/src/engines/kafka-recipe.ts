import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineMissing } from './engine-missing.ts';
import { cachePath, provision } from './cache-folder.ts';
import { runCommand, sayProgress } from './run-command.ts';

export const kafkaVersion = '4.4.0';

const folder = cachePath('kafka', kafkaVersion);
const remedy = 'apt-get install openjdk-17-jre-headless maven, or set KAFKA_BROKERS=host:9092';

const project = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>cn.linli</groupId>
  <artifactId>kafka-for-tests</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${kafkaVersion}</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-simple</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
`;

/** Throws EngineMissing unless a broker can be run here from Maven Central's jars. */
export async function requireKafkaRecipe(): Promise<void> {
  const java = /version "(\d+)/.exec(await output(javaCommand(), ['-version']))?.[1];
  if (java === undefined) throw new EngineMissing('kafka', 'no Java', remedy);
  if (Number(java) < 17) throw new EngineMissing('kafka', `Java ${java}, and it takes 17`, remedy);
  if (!existsSync(folder) && !(await output('mvn', ['-version'])).includes('Apache Maven'))
    throw new EngineMissing('kafka', 'no Maven', remedy);
}

/** Class path of a broker, fetched once. Throws EngineMissing without Java or Maven. */
export async function provisionKafka(): Promise<string> {
  await requireKafkaRecipe();
  await provision(folder, async (into) => {
    sayProgress(`fetching Apache Kafka ${kafkaVersion} from Maven Central …`);
    await writeFile(join(into, 'pom.xml'), project);
    await runCommand(
      'mvn',
      ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib', '-DincludeScope=runtime'],
      { cwd: into, timeout: 8 * 60_000 },
    );
  });
  return join(folder, 'lib', '*');
}

/** The Java of `JAVA_HOME`, else the shell's. */
export function javaCommand(): string {
  const home = process.env['JAVA_HOME'];
  return home ? join(home, 'bin', 'java') : 'java';
}

async function output(command: string, args: readonly string[]): Promise<string> {
  return runCommand(command, args, { timeout: 20_000 }).catch(() => '');
}
