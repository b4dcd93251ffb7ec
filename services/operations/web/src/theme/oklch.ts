/** Colour arithmetic for the page's tokens: OKLCH to sRGB, contrast, and what a deuteranope sees. */

export interface Oklch {
  /** Lightness, 0 to 1. */
  readonly l: number;
  /** Chroma, 0 is grey. */
  readonly c: number;
  /** Hue in degrees. */
  readonly h: number;
}

/** Red, green, blue in linear light, 0 to 1. */
export type LinearRgb = readonly [number, number, number];

const notation = /^oklch\(\s*([\d.]+)\s+([\d.]+)\s+([\d.]+)\s*\)$/;

/** @throws when the text is not `oklch(L C H)` without alpha. */
export function parseOklch(text: string): Oklch {
  const [, l, c, h] = notation.exec(text.trim()) ?? [];
  if (l === undefined || c === undefined || h === undefined) throw new Error(`not an OKLCH colour: ${text}`);
  return { l: Number(l), c: Number(c), h: Number(h) };
}

const clamp = (value: number) => Math.min(1, Math.max(0, value));

/** Björn Ottosson's OKLab matrices; out-of-gamut channels are clipped as a browser clips them. */
export function toLinearRgb({ l, c, h }: Oklch): LinearRgb {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    clamp(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    clamp(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    clamp(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ];
}

/** WCAG 2 contrast ratio, 1 to 21. */
export function contrast(one: LinearRgb, other: LinearRgb): number {
  const luminance = ([r, g, b]: LinearRgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** What remains of a colour without green cones (Machado, Oliveira and Fernandes 2009, severity 1). */
export function deuteranopia([r, g, b]: LinearRgb): LinearRgb {
  return [
    clamp(0.367322 * r + 0.860646 * g - 0.227968 * b),
    clamp(0.280085 * r + 0.672501 * g + 0.047413 * b),
    clamp(-0.01182 * r + 0.04294 * g + 0.968881 * b),
  ];
}

/** Distance in OKLab; about 0.02 is just noticeable side by side. */
export function difference(one: LinearRgb, other: LinearRgb): number {
  const [a, b] = [toOklab(one), toOklab(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function toOklab([r, g, b]: LinearRgb): readonly [number, number, number] {
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const medium = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
  ];
}
