"""Illustrations of fields, gardens, hills, roads and rivers. Each function is one picture, composed of parts."""

from __future__ import annotations

from picture_parts import (
    CREAM,
    FOAM,
    GOLD,
    GREEN,
    HILL,
    HILL_FAR,
    INDIGO,
    INK,
    LEAF,
    MIST,
    PINE,
    PLUM,
    RED,
    RICE,
    SEA,
    SEA_LIGHT,
    STONE,
    STONE_DARK,
    STRAW,
    WOOD,
    at,
    basket_boat,
    boat,
    bush,
    circle,
    cloud,
    ground,
    hills,
    house,
    line,
    paddies,
    palm,
    person,
    pine,
    rect,
    road,
    scales,
    sea,
    shape,
    sheet,
    sky,
    tree,
)
from picture_scenes import scene

SUNNY = "#e58a3a"


@scene("canh-dong-lua")
def field() -> str:
    return sheet(
        sky(sun=(930, 170, 60)),
        cloud(180, 130),
        cloud(560, 90, 0.7),
        hills(330, 130, HILL_FAR, 3),
        hills(345, 70, HILL, 27, 7),
        "".join(palm(x, 372, 90, 10) for x in (80, 150, 1080, 1140)),
        house(240, 368, 110, 46),
        house(1000, 368, 100, 42),
        rect(-5, 366, 1210, 8, GREEN, False),
        paddies(370, RICE, GREEN, 3, 8),
        road(620, 370, 80, "#dcc79a", -60),
        person(760, 520, 0.95, PLUM, arms="hold"),
        person(860, 505, 0.85, INDIGO, arms="hold", flip=True),
        person(330, 560, 1.15, RED, arms="hold"),
    )


@scene("gat-lua")
def harvest() -> str:
    ears = "".join(
        line(f"M{i * 4} -50Q{i * 9} -84 {i * 15} -{86 - abs(i) * 9}", "#b98a2c", 5) for i in range(-4, 5)
    )
    sheaf = (
        ears
        + shape("M-30 0C-22 -22 -15 -32 -15 -46H15C15 -32 22 -22 30 0z", STRAW)
        + line("M-15 -44H15", RED, 7)
    )
    machine = (
        rect(-120, -110, 180, 84, RED)
        + rect(-60, -170, 90, 62, CREAM)
        + rect(-48, -160, 66, 36, SEA_LIGHT)
        + shape("M60 -80L150 -20V6H60z", GOLD)
        + circle(-80, -14, 32, INK)
        + circle(24, -14, 32, INK)
        + circle(-80, -14, 13, STONE)
        + circle(24, -14, 13, STONE)
        + line("M-120 -104L-190 -170", INK, 12)
    )
    return sheet(
        sky("#cfe0d6", "#fbe3ae", (230, 180, 66)),
        cloud(760, 120),
        hills(330, 110, HILL_FAR, 19),
        hills(342, 50, HILL, 33, 8),
        paddies(365, STRAW, "#b98a2c", 6, 8),
        at(850, 520, 1.15, machine),
        "".join(
            at(x, y, s, sheaf)
            for x, y, s in (
                (150, 600, 1.3),
                (250, 640, 1.5),
                (350, 590, 1.2),
                (560, 640, 1.5),
                (90, 500, 0.9),
                (440, 500, 0.9),
            )
        ),
        person(470, 610, 1.3, INDIGO, arms="hold"),
        person(640, 560, 1.05, PLUM, arms="hold", flip=True),
        person(300, 500, 0.85, GREEN),
    )


@scene("vuon-cay-an-trai")
def orchard() -> str:
    return sheet(
        sky(),
        cloud(240, 120),
        cloud(860, 100, 0.8),
        hills(350, 150, HILL_FAR, 8),
        hills(370, 80, HILL, 2),
        ground(390, LEAF),
        ground(520, "#89a84f", 18),
        house(930, 420, 150, 64),
        "".join(tree(x, 450, 0.8, PINE, GOLD) for x in (90, 280, 470, 680)),
        "".join(tree(x, 610, 1.35, GREEN, SUNNY) for x in (170, 560, 1040)),
        person(380, 640, 1.25, PLUM, arms="up"),
        person(800, 640, 1.25, INDIGO, arms="hold"),
        at(
            720,
            645,
            1,
            shape("M-40 -30H40L30 6H-30z", "#b98a52")
            + "".join(circle(-24 + i * 16, -34, 10, GOLD) for i in range(4)),
        ),
    )


@scene("rung-keo")
def acacias() -> str:
    rows = [
        pine(x, y, s, f)
        for y, s, f, xs in (
            (430, 0.8, HILL, range(20, 1200, 70)),
            (520, 1.15, GREEN, range(60, 1200, 105)),
            (640, 1.8, PINE, (70, 250, 940, 1120)),
        )
        for x in xs
    ]
    logs = "".join(
        circle(520 + (i % 4) * 44 + (22 if i > 3 else 0), 606 - (i // 4) * 38, 21, "#c79a63")
        + circle(520 + (i % 4) * 44 + (22 if i > 3 else 0), 606 - (i // 4) * 38, 9, WOOD, False)
        for i in range(7)
    )
    return sheet(
        sky(sun=(600, 180, 60)),
        cloud(140, 120),
        cloud(900, 140, 0.8),
        hills(350, 190, HILL_FAR, 5),
        hills(390, 120, HILL, 15),
        ground(430, LEAF, 20),
        ground(560, RICE, 22),
        "".join(rows),
        logs,
        person(760, 640, 1.2, INDIGO, hat="cap", arms="out"),
    )


@scene("doi-nui")
def mountains() -> str:
    return sheet(
        sky("#bcd6d6", "#fae2b4", (860, 190, 78)),
        hills(330, 240, MIST, 71, 5),
        cloud(120, 210, 1.2),
        hills(390, 210, HILL_FAR, 52, 6),
        cloud(720, 300, 1.3),
        hills(450, 160, HILL, 63, 6),
        cloud(300, 400, 1.1, "#eef0df"),
        hills(530, 130, GREEN, 10, 7),
        hills(620, 90, PINE, 22, 7),
        "".join(
            pine(x, y, s) for x, y, s in ((90, 660, 1.1), (150, 675, 0.9), (1060, 655, 1.2), (1130, 675, 1))
        ),
        house(560, 610, 130, 54),
        house(700, 625, 110, 46),
        bush(620, 640, 0.9),
    )


@scene("suoi-nuoc")
def stream() -> str:
    water = shape(
        "M560 300C600 380 520 420 560 480S760 560 700 690H330C380 580 470 560 470 480S500 380 500 300z",
        SEA_LIGHT,
    )
    flow = "".join(
        line(f"M{540 - i * 6} {330 + i * 50}q{14 + i * 3} 16 0 34", FOAM, 5) for i in range(7)
    ) + line("M520 520q60 20 120 10M450 600q90 24 190 6", SEA, 5)
    rocks = "".join(
        shape(f"M{x} {y}q10-{h} {w / 2}-{h}t{w / 2} {h}z", c)
        for x, y, w, h, c in (
            (300, 660, 150, 70, STONE),
            (690, 640, 170, 90, STONE_DARK),
            (420, 560, 90, 46, STONE_DARK),
            (600, 480, 80, 44, STONE),
            (640, 560, 60, 30, STONE),
        )
    )
    return sheet(
        sky(),
        hills(330, 220, HILL_FAR, 9, 5),
        hills(400, 150, HILL, 16),
        ground(410, GREEN, 26),
        water,
        flow,
        rocks,
        "".join(
            tree(x, y, s, f)
            for x, y, s, f in (
                (120, 560, 1.5, PINE),
                (960, 540, 1.4, GREEN),
                (1120, 600, 1.6, PINE),
                (330, 440, 0.8, LEAF),
                (760, 430, 0.8, LEAF),
            )
        ),
        bush(220, 650, 1.5),
        bush(900, 660, 1.4),
        person(820, 640, 0.95, RED, hat="hair"),
        person(870, 645, 0.7, GOLD, hat="cap"),
    )


@scene("duong-nong-thon")
def lane() -> str:
    lamps = "".join(
        line(f"M{x} {y}V{y - h}h{d}", INK, 5) + circle(x + d, y - h + 4, 7, GOLD)
        for x, y, h, d in (
            (420, 560, 230, 34),
            (505, 460, 140, 22),
            (790, 560, 230, -34),
            (712, 460, 140, -22),
        )
    )
    flowers = "".join(
        circle(x, y, 6, c, False)
        for x, y, c in (
            (330, 600, RED),
            (350, 612, GOLD),
            (372, 598, RED),
            (880, 600, GOLD),
            (905, 612, RED),
            (930, 604, GOLD),
            (300, 640, GOLD),
            (960, 645, RED),
        )
    )
    bike = (
        circle(-34, -24, 24, "none")
        + circle(34, -24, 24, "none")
        + line("M-34 -24L-8 -60H22L34 -24M-8 -60L4 -24L22 -60", RED, 5)
    )
    return sheet(
        sky(sun=(610, 220, 62)),
        cloud(170, 120),
        cloud(880, 110, 0.9),
        hills(350, 110, HILL_FAR, 41),
        hills(365, 60, HILL, 23),
        paddies(390, RICE, GREEN, 9, 7),
        road(608, 385, 210, "#ded8ca"),
        house(190, 470, 190, 80),
        house(1010, 470, 190, 80, "#f3d9a4"),
        "".join(
            palm(x, y, h, d)
            for x, y, h, d in (
                (70, 540, 240, 30),
                (1140, 540, 240, -30),
                (320, 470, 150, 12),
                (880, 470, 150, -12),
            )
        ),
        lamps,
        bush(330, 620, 1.1),
        bush(900, 620, 1.1),
        flowers,
        at(620, 640, 1.2, bike),
        person(612, 610, 1, PLUM),
    )


@scene("cau-qua-song")
def bridge() -> str:
    arches = "".join(shape(f"M{x} 470a85 70 0 0 1 170 0v40h-170z", SEA) for x in (150, 360, 570, 780))
    rails = "".join(line(f"M{x} 366V396", CREAM, 5) for x in range(20, 1200, 40))
    lorry = at(
        480,
        392,
        0.9,
        rect(-70, -66, 90, 54, GREEN)
        + shape("M20 -52h34l22 26v14H20z", RED)
        + circle(-40, -8, 14, INK)
        + circle(46, -8, 14, INK),
    )
    return sheet(
        sky(sun=(950, 180, 58)),
        cloud(180, 130),
        hills(330, 110, HILL_FAR, 35),
        hills(345, 40, PINE, 26, 12),
        sea(350),
        shape("M-10 392H1210V430L1120 530H1000V470H110V530H-10z", "#dccfb4"),
        arches,
        line("M-10 366H1210", INK, 5),
        rails,
        lorry,
        person(760, 394, 0.62, PLUM),
        person(800, 394, 0.6, INDIGO, hat="hair"),
        scales(580, 3, 46),
        boat(600, 590, 0.62, RED),
        basket_boat(260, 600, 0.8),
        person(260, 588, 0.75, GREEN),
        palm(60, 560, 220, 40),
        palm(1140, 560, 240, -40),
    )
