/** The community that an area lies in: the first five codes of its path. */
export function communityAround(areaPath: string): string {
  return `${areaPath.split('/').slice(0, 5).join('/')}/`;
}

/** As part of the name of a stream: 42.01.05.011.010. */
export function communityCode(areaPath: string): string {
  return areaPath.split('/').slice(0, 5).join('.');
}
