import { readFileSync } from 'node:fs';
import type {
  ChannelCredentialOptions,
  DNSClusterOptions,
  GossipClusterOptions,
  SingleNodeOptions,
} from '@kurrent/kurrentdb-client';
import {
  parseConnectionString,
  type ConnectionOptions,
} from '@kurrent/kurrentdb-client/dist/Client/parseConnectionString.js';

/** A connection string taken apart into what the client is made of. */
export interface ConnectionSettings {
  readonly cluster: DNSClusterOptions | GossipClusterOptions | SingleNodeOptions;
  readonly channel: ChannelCredentialOptions;
  readonly credentials: ConnectionOptions['defaultCredentials'];
  /** The hosts, for messages: never with credentials or options. */
  readonly hosts: string;
}

/** Who the store signs in as, where the connection string does not say it. */
export interface KurrentLogin {
  readonly username: string;
  readonly password: string;
}

/**
 * Reads a connection string as KurrentDB documents it: `kurrentdb://user:password@host:port?tls=true`, several hosts with
 * commas, `kurrentdb+discover://` for one name of a cluster.
 * @throws TypeError when it is none, names a certificate that cannot be read, or would send a login without TLS. The message never repeats the string:
 * it holds a password.
 */
export function connectionSettings(url: string, login?: KurrentLogin): ConnectionSettings {
  const options = parsed(url);
  const [host] = options.hosts;
  if (!host) throw new TypeError('the KurrentDB connection string names no host');
  // The client would leave the login out without a word.
  if (login && options.tls === false)
    throw new TypeError('a user of KurrentDB needs tls=true: its password is not sent in the clear');
  const { hosts, dnsDiscover, defaultCredentials, ...rest } = options;
  return {
    cluster: {
      ...rest,
      ...(dnsDiscover ? { discover: host } : hosts.length > 1 ? { endpoints: hosts } : { endpoint: host }),
    },
    channel: channelCredentials(options),
    credentials: login ?? defaultCredentials,
    hosts: hosts.map(({ address, port }) => `${address}:${port}`).join(','),
  };
}

function parsed(url: string): ConnectionOptions {
  try {
    return parseConnectionString(url);
  } catch {
    throw new TypeError(
      'the KurrentDB connection string is none: it must be like kurrentdb://host:2113?tls=true, user name and password ' +
        'encoded as in a URL',
    );
  }
}

function channelCredentials(options: ConnectionOptions): ChannelCredentialOptions {
  if (options.tls === false) return { insecure: true };
  if ((options.userCertFile === undefined) !== (options.userKeyFile === undefined))
    throw new TypeError('userCertFile and userKeyFile of the KurrentDB connection string belong together');
  return {
    ...(options.tlsVerifyCert === false && { verifyOptions: { rejectUnauthorized: false } }),
    ...(options.tlsCAFile !== undefined && { rootCertificate: certificate('tlsCAFile', options.tlsCAFile) }),
    ...(options.userCertFile !== undefined && {
      userCertFile: certificate('userCertFile', options.userCertFile),
    }),
    ...(options.userKeyFile !== undefined && {
      userKeyFile: certificate('userKeyFile', options.userKeyFile),
    }),
  };
}

function certificate(option: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new TypeError(`${option} of the KurrentDB connection string cannot be read: ${file}`, {
      cause: error,
    });
  }
}
