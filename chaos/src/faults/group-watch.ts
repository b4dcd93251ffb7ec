import type { Admin, Kafka } from 'kafkajs';
import type { KafkaAccess } from '../city.ts';
import { kafkaClient } from '../kafka-client.ts';

export interface GroupMember {
  readonly id: string;
  readonly client: string;
}

/** Looks at consumer groups from outside, as an administrator of the broker does. */
export class GroupWatch {
  readonly kafka: Kafka;

  constructor(access: KafkaAccess) {
    const retry = { initialRetryTime: 100, maxRetryTime: 500, retries: 5 };
    this.kafka = kafkaClient(access, 'chaos-stranger', retry);
  }

  /** Who belongs to the group now; nobody when the broker does not answer. */
  async members(group: string): Promise<readonly GroupMember[]> {
    const { groups = [] } = (await this.#ask((admin) => admin.describeGroups([group]))) ?? {};
    return groups.flatMap(({ members }) =>
      members.map(({ memberId, clientId }) => ({ id: memberId, client: clientId })),
    );
  }

  /** The last in order of the groups whose names begin so: that of the newest generation. */
  async newest(prefix: string): Promise<string | undefined> {
    const { groups = [] } = (await this.#ask((admin) => admin.listGroups())) ?? {};
    const names = groups.map(({ groupId }) => groupId).filter((name) => name.startsWith(prefix));
    return names.sort().at(-1);
  }

  async #ask<Answer>(question: (admin: Admin) => Promise<Answer>): Promise<Answer | undefined> {
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      return await question(admin);
    } catch {
      return undefined;
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }
}

/** The group of the board's projection, but for the generation at its end. */
export const boardGroups = 'linli.operations.incident-board.';

/** Who is in it publishes the events of incidents. */
export const relayGroup = 'linli.incidents.relay';
