export type Rgb = readonly [red: number, green: number, blue: number];

/** Shades by the name that a person would give them; several per name, because hue alone misleads. */
const shades = {
  red: ["#ff0000", "#dc143c", "#b22222", "#8b0000", "#e74c3c"],
  green: ["#00ff00", "#008000", "#2e8b57", "#228b22", "#006400", "#32cd32", "#90ee90", "#6b8e23"],
  blue: ["#0000ff", "#1e90ff", "#4169e1", "#000080", "#2255aa", "#87ceeb", "#4682b4", "#3498db"],
  yellow: ["#ffff00", "#ffd700", "#f0e68c", "#f1c40f"],
  orange: ["#ffa500", "#ff8c00", "#ff7f50", "#e67e22"],
  purple: ["#800080", "#8a2be2", "#9932cc", "#4b0082", "#9b59b6"],
  pink: ["#ffc0cb", "#ff69b4", "#ff1493", "#ff00ff", "#db7093"],
  brown: ["#8b4513", "#a0522d", "#654321", "#5c4033", "#cd853f"],
  black: ["#000000", "#181818"],
  white: ["#ffffff", "#f0f0f0"],
  gray: ["#808080", "#404040", "#c0c0c0", "#606060", "#a0a0a0"],
  cyan: ["#00ffff", "#00ced1", "#40e0d0", "#008b8b"],
} as const;

type Lab = readonly [lightness: number, a: number, b: number];

const namedShades = Object.entries(shades).flatMap(([name, hexes]) =>
  hexes.map((hex) => ({ name, lab: toLab(parseHex(hex)) })),
);

/** The name of the nearest shade, measured in OKLab, where distance follows the eye. */
export function nameColor(rgb: Rgb): string {
  const lab = toLab(rgb);
  let best = { name: "black", distance: Number.POSITIVE_INFINITY };
  for (const shade of namedShades) {
    const distance = squaredDistance(lab, shade.lab);
    if (distance < best.distance) best = { name: shade.name, distance };
  }
  return best.name;
}

function squaredDistance(left: Lab, right: Lab): number {
  return (left[0] - right[0]) ** 2 + (left[1] - right[1]) ** 2 + (left[2] - right[2]) ** 2;
}

function parseHex(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff];
}

/** sRGB to OKLab after Björn Ottosson, "A perceptual color space for image processing" (2020). */
function toLab([red, green, blue]: Rgb): Lab {
  const r = toLinear(red);
  const g = toLinear(green);
  const b = toLinear(blue);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function toLinear(channel: number): number {
  const value = channel / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
