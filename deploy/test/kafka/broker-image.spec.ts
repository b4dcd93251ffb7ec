import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort, images, javaCommand, provisionKafka, spawnGuarded } from '@linli/testing/engines';
import { readComposeFile } from '../../src/compose/read-compose-file.ts';
import { repository } from '../repository.ts';
import { BrokerClient, outcomeOf } from './broker-client.ts';
