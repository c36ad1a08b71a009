"""Parts from which the illustrations are composed: SVG fragments in one palette, as a woodblock print has few inks.

Every function returns SVG text; measures are in the units of the 1200 × 675 sheet. What stands in the foreground carries
an ink outline (class "o"), what lies far off has none.
"""  # noqa: E501

from __future__ import annotations

import math
import random

W, H = 1200, 675
INK, PAPER, CREAM = "#2b2a33", "#f5ead4", "#fbf4e3"
SEA, SEA_DEEP, SEA_LIGHT, FOAM = "#2f8190", "#1d5b6d", "#86bfbd", "#e8efe0"
SUN, RED, ROOF, BRICK = "#df5f3a", "#b8322a", "#b4492f", "#c9764f"
SAND, GOLD, STRAW, WOOD, BARK = "#e6cb98", "#e0a63a", "#d9b64e", "#8a5a36", "#5f4030"
RICE, LEAF, GREEN, PINE = "#a9b04a", "#6f9a4d", "#4a7d4c", "#2d5a45"
HILL, HILL_FAR, MIST = "#7f9f8d", "#adc3b0", "#d5ddc8"
INDIGO, PLUM, SKIN, STONE, STONE_DARK = "#34496b", "#7a4660", "#d8a077", "#9c9484", "#5d5a58"

STYLE = (
    f"<style>.o{{stroke:{INK};stroke-width:3;stroke-linejoin:round;stroke-linecap:round}}"
    f".l{{fill:none;stroke:{INK};stroke-width:3;stroke-linecap:round;stroke-linejoin:round}}</style>"
)


def sheet(*parts: str) -> str:
    """The whole picture: its parts on paper, with the grain of the block laid over."""
    grain = (
        '<filter id="g" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" '
        'baseFrequency=".012 .09" numOctaves="2" seed="4"/><feColorMatrix values="0 0 0 0 .25  0 0 0 0 .2  '
        '0 0 0 0 .12  0 0 0 .22 -.03"/></filter>'
    )
    body = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {W} {H}" width="{W}" height="{H}">{STYLE}'
        f'<defs>{grain}</defs>{body}<rect width="{W}" height="{H}" filter="url(#g)"/></svg>'
    )


def rect(x: float, y: float, w: float, h: float, fill: str, o: bool = True, r: float = 0) -> str:
    return f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{r}" fill="{fill}"' + (
        ' class="o"/>' if o else "/>"
    )


def shape(d: str, fill: str, o: bool = True) -> str:
    return f'<path d="{d}" fill="{fill}"' + (' class="o"/>' if o else "/>")


def line(d: str, colour: str = INK, width: float = 3) -> str:
    return f'<path d="{d}" class="l" style="stroke:{colour};stroke-width:{width}"/>'


def circle(x: float, y: float, r: float, fill: str, o: bool = True) -> str:
    return f'<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}"' + (' class="o"/>' if o else "/>")


def at(x: float, y: float, scale: float, part: str, flip: bool = False) -> str:
    return f'<g transform="translate({x} {y}) scale({-scale if flip else scale} {scale})">{part}</g>'


# Sky, land, water ----


def sky(top: str = "#cfe0d6", low: str = "#f7e3ba", sun: tuple[float, float, float] | None = None) -> str:
    """Three flat bands that grow lighter towards the horizon, and perhaps the sun."""
    out = [
        f'<defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{top}"/>'
        f'<stop offset=".7" stop-color="{low}"/></linearGradient></defs><rect width="{W}" height="{H}" fill="url(#s)"/>'
    ]
    if sun:
        x, y, r = sun
        out += [
            circle(x, y, r * 1.5, "#fff3d0", False).replace("/>", ' fill-opacity=".5"/>'),
            circle(x, y, r, SUN, False),
        ]
    return "".join(out)


def cloud(x: float, y: float, s: float = 1, fill: str = CREAM) -> str:
    """A bank of cloud as temple carvings have it: rounded bars, one over the other."""
    bars = ((0, 0, 190), (38, -26, 150), (-40, 26, 170), (70, -50, 70))
    return at(
        x,
        y,
        s,
        "".join(
            f'<rect x="{a}" y="{b}" width="{w}" height="27" rx="13.5" fill="{fill}"/>' for a, b, w in bars
        ),
    )


def hills(y: float, height: float, fill: str, seed: int, steps: int = 6) -> str:
    rnd = random.Random(seed)
    step = W / steps
    tops = [y - height * rnd.uniform(0.25, 1) for _ in range(steps + 2)]
    d = f"M-40 {H}L-40 {tops[0]:.0f}"
    for i in range(steps + 1):
        x0, x1 = -40 + i * step * 1.07, -40 + (i + 1) * step * 1.07
        mid = (x0 + x1) / 2
        d += f"C{mid:.0f} {tops[i]:.0f} {mid:.0f} {tops[i + 1]:.0f} {x1:.0f} {tops[i + 1]:.0f}"
    return shape(f"{d}L{W + 40} {H}z", fill, False)


def ground(y: float, fill: str, wave: float = 10) -> str:
    return shape(f"M-10 {y}Q300 {y - wave} 600 {y}T1210 {y - wave / 2}V{H + 10}H-10z", fill, False)


def sea(y: float, low: float = H, fill: str = SEA, seed: int = 1, sparks: int = 26) -> str:
    rnd = random.Random(seed)
    out = [
        rect(-5, y, W + 10, low - y + 5, fill, False),
        rect(-5, y, W + 10, (low - y) * 0.22, SEA_LIGHT, False),
    ]
    for _ in range(sparks):
        t = rnd.random() ** 1.6
        yy = y + 8 + t * (low - y - 14)
        length = 20 + 90 * t
        x = rnd.uniform(0, W)
        colour = FOAM if rnd.random() < 0.6 else SEA_DEEP
        out.append(
            line(
                f"M{x:.0f} {yy:.0f}q{length / 4:.0f} -{4 + 6 * t:.0f} {length / 2:.0f} 0t{length / 2:.0f} 0",
                colour,
                2 + 2 * t,
            )
        )
    return "".join(out)


def scales(y: float, rows: int, r: float = 46, fill: str = SEA_DEEP, rim: str = FOAM) -> str:
    """Waves as on old robes (thủy ba): rows of overlapping arcs, drawn from the farthest row to the nearest."""
    out = []
    for row in range(rows):
        yy = y + row * r * 0.55
        for i in range(-1, int(W / (2 * r)) + 2):
            x = i * 2 * r + (r if row % 2 else 0)
            for f, c in ((1, rim), (0.92, fill), (0.68, rim), (0.61, SEA), (0.36, rim), (0.29, fill)):
                out.append(circle(x, yy + r, r * f, c, False))
    return "".join(out) + rect(-5, y + rows * r * 0.55 + r * 0.62, W + 10, H, fill, False)


def paddies(y: float, fill: str, tuft: str, seed: int = 3, rows: int = 7) -> str:
    """A rice field that runs towards the horizon: rows of tufts that shrink with distance."""
    rnd = random.Random(seed)
    out = [rect(-5, y, W + 10, H, fill, False)]
    for row in range(rows):
        t = (row + 0.6) / rows
        yy, size = y + (H - y) * t**1.5, 6 + 26 * t
        x = -rnd.uniform(0, size * 2)
        while x < W + 20:
            out.append(
                line(
                    f"M{x:.0f} {yy:.0f}q-{size * 0.2:.0f} -{size * 0.6:.0f} -{size * 0.55:.0f} -{size * 0.8:.0f}M{x:.0f} {yy:.0f}v-{size:.0f}M{x:.0f} {yy:.0f}q{size * 0.2:.0f} -{size * 0.6:.0f} {size * 0.55:.0f} -{size * 0.8:.0f}",  # noqa: E501
                    tuft,
                    1.5 + 2.2 * t,
                )
            )
            x += size * 1.5
    return "".join(out)


def road(x: float, y: float, wide: float, fill: str = "#d8d2c3", lean: float = 0) -> str:
    d = f"M{x - 14} {y}L{x + 14} {y}L{x + wide + lean} {H + 5}L{x - wide + lean} {H + 5}z"
    return shape(d, fill, False) + line(
        f"M{x - 14} {y}L{x - wide + lean} {H + 5}M{x + 14} {y}L{x + wide + lean} {H + 5}", CREAM, 5
    )


# Plants ----


def palm(x: float, y: float, h: float = 200, lean: float = 20) -> str:
    """A coconut palm whose foot stands at (x, y)."""
    tx, ty = x + lean, y - h
    trunk = f"M{x - 7} {y}Q{x + lean * 0.2 - 4} {y - h * 0.5} {tx - 4} {ty}h8Q{x + lean * 0.2 + 8} {y - h * 0.5} {x + 8} {y}z"  # noqa: E501
    out = [shape(trunk, BARK)]
    size = h * 0.42
    for i, angle in enumerate((-205, -170, -140, -95, -50, -15, 22)):
        a = math.radians(angle)
        ex, ey = tx + size * math.cos(a), ty + size * math.sin(a) * 0.8 + size * 0.18
        cx, cy = tx + size * 0.55 * math.cos(a), ty + size * 0.7 * math.sin(a) - size * 0.16
        out.append(
            shape(
                f"M{tx:.0f} {ty:.0f}Q{cx:.0f} {cy - 12:.0f} {ex:.0f} {ey:.0f}Q{cx:.0f} {cy + 18:.0f} {tx:.0f} {ty:.0f}z",  # noqa: E501
                GREEN if i % 2 else PINE,
            )
        )
    return "".join(out) + circle(tx - 7, ty + 9, 7, GOLD) + circle(tx + 8, ty + 10, 7, GOLD)


def tree(x: float, y: float, s: float = 1, fill: str = GREEN, fruit: str = "") -> str:
    crown = "M-70 -95c-30-50 20-95 55-80 20-38 85-30 88 12 38 8 38 66 0 78-8 28-62 30-78 10-28 14-62 2-65-20z"
    dots = (
        "".join(
            circle(a, b, 7.5, fruit)
            for a, b in ((-40, -110), (-8, -140), (28, -112), (52, -150), (4, -95), (-30, -155), (60, -112))
        )
        if fruit
        else ""
    )
    veins = line("M-38 -128q16 10 34 2M12 -158q18 8 36-2M20 -108q14 8 30 0", PINE)
    return at(x, y, s, shape("M-8 0q2-40-4-80h24q-6 40-2 80z", BARK) + shape(crown, fill) + (dots or veins))


def pine(x: float, y: float, s: float = 1, fill: str = PINE) -> str:
    """A slender crown (casuarina, young acacia)."""
    return at(
        x,
        y,
        s,
        shape("M-5 0v-60h10v60z", BARK)
        + shape("M0 -210C34 -150 40 -80 20 -44H-20C-40 -80 -34 -150 0 -210z", fill)
        + line("M0 -60V-150M0 -90l14-18M0 -90l-14-18M0 -120l10-16M0 -120l-10-16", CREAM, 2),
    )


def bush(x: float, y: float, s: float = 1, fill: str = LEAF) -> str:
    return at(x, y, s, shape("M-60 0c-8-34 24-50 42-36 12-26 54-22 56 8 26-4 30 20 22 28z", fill))


# Buildings and craft ----


def flag(x: float, y: float, h: float = 120, s: float = 1) -> str:
    star = "".join(
        f"{'M' if i == 0 else 'L'}{23 + (9 if i % 2 == 0 else 3.6) * math.sin(i * math.pi / 5):.1f} {-h + 18 - (9 if i % 2 == 0 else 3.6) * math.cos(i * math.pi / 5):.1f}"  # noqa: E501
        for i in range(10)
    )
    return at(
        x,
        y,
        s,
        line(f"M0 0V-{h}")
        + shape(f"M1 -{h}q12 5 24 0t24 0v34q-12 5-24 0t-24 0z", RED)
        + shape(star + "z", "#f4cf58", False),
    )


def house(
    x: float, y: float, w: float = 180, h: float = 80, wall: str = CREAM, roof: str = ROOF, door: str = WOOD
) -> str:
    """A tiled house seen from the front; (x, y) is the middle of its foot."""
    left, right, top = x - w / 2, x + w / 2, y - h
    rise = h * 0.75
    tiles = "".join(
        line(
            f"M{left + 14 + i * (w - 28) / 7:.0f} {top - 4}L{left + 34 + i * (w - 68) / 7:.0f} {top - rise + 5:.0f}",
            "#8c3421",
            2,
        )
        for i in range(8)
    )
    windows = "".join(
        rect(wx, top + h * 0.25, w * 0.15, h * 0.36, INDIGO) for wx in (left + w * 0.12, right - w * 0.27)
    )
    return (
        rect(left, top, w, h, wall)
        + shape(f"M{left - 18} {top + 3}L{left + 22} {top - rise}H{right - 22}L{right + 18} {top + 3}z", roof)
        + tiles
        + windows
        + rect(x - w * 0.1, top + h * 0.2, w * 0.2, h * 0.8, door)
    )


def hall(x: float, y: float, w: float = 420, h: float = 120, wall: str = "#f3d9a4", sign: str = RED) -> str:
    """A public building: two floors, a porch on columns, a signboard, the flag above."""
    left, top = x - w / 2, y - h * 1.9
    bays = 6
    out = [
        flag(x, top - 8, 92),
        rect(left, top, w, h * 1.9, wall),
        rect(left - 14, top - 12, w + 28, 18, ROOF),
    ]
    for row in range(2):
        for i in range(bays):
            wx = left + 16 + i * (w - 32) / bays
            if abs(wx + 20 - x) > w * 0.14 or row == 0:
                out.append(rect(wx + 6, top + 26 + row * h * 0.95, (w - 32) / bays - 16, h * 0.5, INDIGO))
    out += [
        rect(x - w * 0.17, y - h * 0.98, w * 0.34, h * 0.98, CREAM),
        rect(x - w * 0.2, y - h * 1.1, w * 0.4, 26, sign),
    ]
    out += [rect(x - w * 0.15 + i * w * 0.1 - 6, y - h * 0.9, 12, h * 0.9, wall) for i in range(4)]
    out.append(line(f"M{x - w * 0.14} {y - h * 1.1 + 13}H{x + w * 0.14}", "#f6d98b", 5))
    return "".join(out) + rect(x - w * 0.24, y - 10, w * 0.48, 12, STONE)


def temple(x: float, y: float, s: float = 1) -> str:
    """A communal house (đình): sweeping roof, red columns, two dragons reduced to curls."""
    roof = "M-230 -92c40 4 62-8 92-62h276c30 54 52 66 92 62-10 22-24 28-44 28h-372c-20 0-34-6-44-28z"
    tiles = "".join(line(f"M{-120 + i * 30} -146l-{(4 - i) * 5} 74", "#8c3421", 2) for i in range(9))
    curls = line("M-138 -154q-14-18-34-10M138 -154q14-18 34-10M-20 -154q20-26 40 0")
    columns = "".join(rect(-170 + i * 68 - 8, -66, 16, 66, RED) for i in range(6))
    return at(
        x,
        y,
        s,
        rect(-190, -66, 380, 66, "#7d3a2a")
        + columns
        + shape(roof, ROOF)
        + tiles
        + curls
        + rect(-210, -2, 420, 16, STONE),
    )


def gate(x: float, y: float, s: float = 1) -> str:
    """The village gate of our emblem."""
    return at(
        x,
        y,
        s,
        shape("M-78 -118c26 6 46 4 62-14h32c16 18 36 20 62 14-6 20-20 30-40 30h-76c-20 0-34-10-40-30z", ROOF)
        + rect(-26, -90, 52, 18, CREAM)
        + shape(
            "M-128 -68c32 10 62 4 84-16h88c22 20 52 26 84 16-6 26-22 36-44 36h-168c-22 0-38-10-44-36z", ROOF
        )
        + shape("M-88 -34H88V90H40V36a40 40 0 0 0-80 0V90H-88z", "#f3d9a4")
        + rect(-60, -26, 120, 22, RED),
    )


def boat(x: float, y: float, s: float = 1, hull: str = "#2f6f9a", flip: bool = False) -> str:
    """A fishing boat of the central coast, with the eye at its bow."""
    body = "M-130 -46C-90 -30 60 -30 138 -66 128 -30 104 2 84 8H-96C-112 -4 -124 -24 -130 -46z"
    return at(
        x,
        y,
        s,
        line("M-20 -40V-190M-20 -176L70 -60M-20 -176L-118 -48", INK, 3)
        + flag(-20, -150, 62, 0.8)
        + rect(-84, -104, 84, 66, CREAM)
        + rect(-94, -116, 104, 14, RED)
        + rect(-72, -90, 22, 22, INDIGO)
        + rect(-38, -90, 22, 22, INDIGO)
        + shape(body, hull)
        + line("M-124 -34C-84 -18 64 -18 128 -50", RED, 8)
        + line("M-112 -8C-60 2 60 2 100 -12", CREAM, 4)
        + shape("M84 -38q16-16 34-12-8 18-34 12z", CREAM)
        + circle(103, -42, 4.5, INK, False),
        flip,
    )


def basket_boat(x: float, y: float, s: float = 1) -> str:
    weave = "".join(
        line(f"M{-54 + i * 18} -14l14 26", "#6f4a2a", 2) + line(f"M{-40 + i * 18} -14l-14 26", "#6f4a2a", 2)
        for i in range(6)
    )
    return at(
        x,
        y,
        s,
        shape("M-66 -20C-60 22 60 22 66 -20z", "#b98a52")
        + weave
        + '<ellipse cx="0" cy="-20" rx="66" ry="15" fill="#8a5f35" class="o"/>',
    )


# People ----


def person(
    x: float,
    y: float,
    s: float = 1,
    top: str = INDIGO,
    legs: str = INK,
    hat: str = "non",
    arms: str = "down",
    flip: bool = False,
) -> str:
    """A standing figure, 120 units tall. hat: non (leaf hat), hair, cap; arms: down, out, up, hold."""
    out = [
        shape("M-15 -50L-17 0h13l4-36 4 36h13L15 -50z", legs),
        shape("M-19 -92q19-9 38 0l5 48q-24 8-48 0z", top),
    ]
    paths = {
        "down": "M-19 -86l-9 38M19 -86l9 38",
        "out": "M-19 -86l-12 34M19 -86l34 10",
        "up": "M-19 -86l-12 34M18 -86l22-36",
        "hold": "M-19 -86l4 26 28 2M19 -86l8 22-22 8",
    }
    out.append(line(paths[arms], INK, 12) + line(paths[arms], top, 7))
    out.append(circle(0, -106, 13, SKIN))
    if hat == "non":
        out.append(
            shape("M0 -136L34 -108Q0 -98 -34 -108z", STRAW) + line("M-22 -108Q0 -102 22 -108", "#a9842f", 2)
        )
    elif hat == "hair":
        out.append(shape("M-14 -104c-2-22 30-22 28 0-8-8-20-8-28 0z", INK))
    else:
        out.append(shape("M-15 -110c0-18 30-18 30 0h10l-2 5h-38z", RED))
    return at(x, y, s, "".join(out), flip)


def crowd(
    y: float, xs: range, s: float = 0.8, seed: int = 5, hats: tuple[str, ...] = ("non", "hair", "hair")
) -> str:
    """People seen from behind, standing in a row."""
    rnd = random.Random(seed)
    tops = (INDIGO, PLUM, GREEN, RED, "#4f7f8f", GOLD, CREAM)
    return "".join(
        person(
            x, y + rnd.uniform(-5, 8), s * rnd.uniform(0.92, 1.06), rnd.choice(tops), INK, rnd.choice(hats)
        )
        for x in xs
    )


def seated(x: float, y: float, s: float = 1, top: str = INDIGO, hat: str = "hair") -> str:
    """Head and shoulders, for people who sit behind a table or in rows."""
    head = (
        shape("M-14 -58c-2-22 30-22 28 0-8-8-20-8-28 0z", INK)
        if hat == "hair"
        else shape("M0 -88L32 -62Q0 -52 -32 -62z", STRAW)
    )
    return at(x, y, s, shape("M-32 0c0-36 12-46 32-46s32 10 32 46z", top) + circle(0, -58, 14, SKIN) + head)


def table(x: float, y: float, w: float, h: float = 46, fill: str = WOOD) -> str:
    return rect(x, y, w, 14, fill) + rect(x + 12, y + 14, w - 24, h, "#74492b")


def tablet(x: float, y: float, s: float = 1) -> str:
    return at(
        x,
        y,
        s,
        rect(-30, -44, 60, 88, INK, True, 8)
        + rect(-24, -34, 48, 66, "#cfe3e2", False)
        + line("M-16 -20H16M-16 -6H8", SEA, 5)
        + line("M-14 14l8 9 18-20", GREEN, 6),
    )
