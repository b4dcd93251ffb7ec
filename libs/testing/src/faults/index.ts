export { type ProxyOptions, startProxy, type TcpProxy } from './tcp-proxy.ts';
