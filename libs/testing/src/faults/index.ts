export { freezeProcess, killProcess, limitFileSize, thawProcess } from './process-faults.ts';
export type { ProxyTally } from './passage.ts';
export { type ProxyOptions, startProxy, type TcpProxy } from './tcp-proxy.ts';
